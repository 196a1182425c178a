namespace Huoshui.Vtl.Syntax;

/// <summary>What stands in square brackets after a data set, or in the body of a join.</summary>
internal abstract record Clause(Place Place) : Node(Place);

internal sealed record FilterClause(Place Place, Expression Condition) : Clause(Place);

/// <summary>A role is null when it is not written.</summary>
internal sealed record CalcItem(Place Place, ComponentRole? Role, Name Component, Expression Value);

internal sealed record CalcClause(Place Place, IReadOnlyList<CalcItem> Items) : Clause(Place);

internal sealed record AggrClause(
    Place Place, IReadOnlyList<CalcItem> Items, Grouping? Grouping, Expression? Having) : Clause(Place);

/// <summary><c>keep</c> or <c>drop</c>; a component is a Name or a Member (alias#name).</summary>
internal sealed record KeepOrDropClause(Place Place, bool IsKeep, IReadOnlyList<Expression> Components) : Clause(Place);

internal sealed record RenameItem(Expression From, Name To);

internal sealed record RenameClause(Place Place, IReadOnlyList<RenameItem> Items) : Clause(Place);

internal sealed record PivotClause(Place Place, bool IsPivot, Name Identifier, Name Measure) : Clause(Place);

internal sealed record SubItem(Name Component, Expression Value);

internal sealed record SubClause(Place Place, IReadOnlyList<SubItem> Items) : Clause(Place);

internal sealed record ApplyClause(Place Place, Expression Value) : Clause(Place);
