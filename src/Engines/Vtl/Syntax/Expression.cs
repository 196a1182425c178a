namespace Huoshui.Vtl.Syntax;

/// <summary>A part of a script with its place. Places do not count when two nodes are compared as text.</summary>
internal abstract record Node(Place Place);

internal abstract record Expression(Place Place) : Node(Place);

/// <summary>A data set, component, scalar or parameter.</summary>
internal sealed record Name(Place Place, string Text) : Expression(Place);

/// <summary><c>ds#component</c>.</summary>
internal sealed record Member(Place Place, Expression Operand, Name Component) : Expression(Place);

internal enum LiteralKind
{
    Integer,
    Number,
    Boolean,
    String,
    Null,
}

/// <summary>A constant; <c>Text</c> as written, without quotes.</summary>
internal sealed record Literal(Place Place, LiteralKind Kind, string Text) : Expression(Place);

/// <summary><c>_</c> in place of an optional argument.</summary>
internal sealed record Omitted(Place Place) : Expression(Place);

/// <summary>A keyword as an argument: <c>all</c>, <c>single</c>, <c>first</c>, <c>levenshtein</c> …</summary>
internal sealed record KeywordArgument(Place Place, string Word) : Expression(Place);

internal sealed record Unary(Place Place, string Operator, Expression Operand) : Expression(Place);

/// <summary>A binary operator; <c>Tolerance</c> is the extension <c>within n</c> on a comparison.</summary>
internal sealed record Binary(
    Place Place, string Operator, Expression Left, Expression Right, Expression? Tolerance = null) : Expression(Place);

/// <summary><c>x in { … }</c> or <c>x in ValueDomain</c>.</summary>
internal sealed record InSet(
    Place Place, Expression Operand, bool Negated, IReadOnlyList<Expression>? Items, Name? Domain) : Expression(Place);

internal sealed record IfThenElse(
    Place Place, Expression Condition, Expression Then, Expression Else) : Expression(Place);

internal sealed record CaseBranch(Expression Condition, Expression Value);

internal sealed record CaseWhen(Place Place, IReadOnlyList<CaseBranch> Branches, Expression Else) : Expression(Place);

/// <summary>An operator or a defined operator with plain arguments.</summary>
internal sealed record Call(Place Place, Name Function, IReadOnlyList<Expression> Arguments) : Expression(Place);

internal sealed record CastTo(Place Place, Expression Operand, string Type, string? Mask) : Expression(Place);

/// <summary>An aggregate or analytic invocation: <c>sum(x group by …)</c>, <c>lag(x, 1 over (…))</c>.</summary>
internal sealed record Invocation(
    Place Place,
    string Function,
    Expression? Operand,
    IReadOnlyList<Expression> Parameters,
    Grouping? Grouping,
    Expression? Having,
    Window? Over) : Expression(Place);

internal enum GroupingKind
{
    By,
    Except,
    All,
}

/// <summary><c>group by|except|all …</c>; <c>TimeAgg</c> is its conversion.</summary>
internal sealed record Grouping(
    Place Place, GroupingKind Kind, IReadOnlyList<Name> Components, Call? TimeAgg) : Node(Place);

internal enum PartitionKind
{
    None,
    By,
    Except,
    ExceptAll,
}

internal sealed record OrderItem(Name Component, bool Descending);

internal enum FrameUnit
{
    DataPoints,
    Range,
}

/// <summary>An end of a window frame: <c>Offset</c> null and not current means unbounded.</summary>
internal sealed record FrameBound(bool IsCurrent, long? Offset, bool IsFollowing);

internal sealed record Frame(FrameUnit Unit, FrameBound From, FrameBound To);

internal sealed record Window(
    Place Place,
    PartitionKind Partition,
    IReadOnlyList<Name> PartitionComponents,
    IReadOnlyList<OrderItem> Order,
    Frame? Frame) : Node(Place);

internal sealed record ClauseOf(Place Place, Expression Operand, Clause Clause) : Expression(Place);

internal enum JoinKind
{
    Inner,
    Left,
    Full,
    Cross,
}

internal sealed record JoinItem(Expression Operand, Name? Alias);

/// <summary>A default for a component that an outer join leaves null: <c>nvl(comp, constant)</c>.</summary>
internal sealed record JoinDefault(Expression Component, Expression Value);

internal sealed record Join(
    Place Place,
    JoinKind Kind,
    IReadOnlyList<JoinItem> Items,
    IReadOnlyList<Name> Using,
    IReadOnlyList<JoinDefault> Defaults,
    IReadOnlyList<Clause> Body) : Expression(Place);

/// <summary>The extension <c>lookup(ds, other on key = value, …)</c>.</summary>
internal sealed record Lookup(Place Place, Expression Operand, IReadOnlyList<LookupItem> Items) : Expression(Place);

/// <summary>A further data set of a lookup: <c>Own</c> is a column so far, <c>Other</c> one of the further data
/// set.</summary>
internal sealed record LookupItem(Name Dataset, IReadOnlyList<LookupKey> Keys);

internal sealed record LookupKey(Name Own, Name Other);

internal sealed record Check(
    Place Place,
    Expression Operand,
    Literal? ErrorCode,
    Literal? ErrorLevel,
    Expression? Imbalance,
    string? Output,
    Expression? Tolerance) : Expression(Place);

internal sealed record CheckDatapoint(
    Place Place, Expression Operand, Name Ruleset, IReadOnlyList<Name> Components, string? Output) : Expression(Place);

/// <summary><c>hierarchy(…)</c> or <c>check_hierarchy(…)</c>.</summary>
internal sealed record HierarchyCall(
    Place Place,
    bool IsCheck,
    Expression Operand,
    Name Ruleset,
    IReadOnlyList<Name> Conditions,
    Name? RuleComponent,
    string? Mode,
    string? Input,
    string? Output) : Expression(Place);

internal sealed record Eval(
    Place Place, Name Routine, IReadOnlyList<Expression> Arguments, string? Language, TypeText? Returns) : Expression(
        Place);
