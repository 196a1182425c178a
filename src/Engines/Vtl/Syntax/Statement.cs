using Huoshui.Diagnostics;

namespace Huoshui.Vtl.Syntax;

internal abstract record Statement(Place Place) : Node(Place);

internal sealed record Assignment(Place Place, Name Target, bool IsPersistent, Expression Value) : Statement(Place);

/// <summary>A type as written; <c>Base</c> is its first word (<c>integer</c>, <c>dataset</c>, <c>measure</c>
/// …).</summary>
internal sealed record TypeText(Place Place, string Base, string Text) : Node(Place);

internal sealed record Parameter(Name Name, TypeText Type, Expression? Default);

internal sealed record DefineOperator(
    Place Place, Name Name, IReadOnlyList<Parameter> Parameters, TypeText? Returns, Expression Body) : Statement(Place);

/// <summary>A component (or value domain) of a ruleset's signature with the name that its rules use.</summary>
internal sealed record SignatureItem(Name Component, Name? Alias)
{
    public string Used => (Alias ?? Component).Text;
}

/// <summary>A datapoint rule; the last five are extensions.</summary>
internal sealed record DatapointRule(
    Place Place,
    Name? Name,
    Expression? When,
    Expression Then,
    Literal? ErrorCode,
    Literal? ErrorLevel,
    Name? On = null,
    LocalizedText? Message = null,
    Place? MessagePlace = null,
    Name? Compared = null,
    Expression? Expected = null) : Node(Place);

internal sealed record DefineDatapointRuleset(
    Place Place, Name Name, bool OnValueDomains, IReadOnlyList<SignatureItem> Signature,
        IReadOnlyList<DatapointRule> Rules)
    : Statement(Place);

/// <summary>A term of a code item relation: <c>+ B [ condition ]</c>.</summary>
internal sealed record CodeTerm(bool IsNegative, Name Item, Expression? Condition);

internal sealed record HierarchicalRule(
    Place Place,
    Name? Name,
    Expression? When,
    Name Item,
    string Relation,
    IReadOnlyList<CodeTerm> Terms,
    Literal? ErrorCode,
    Literal? ErrorLevel) : Node(Place);

internal sealed record DefineHierarchicalRuleset(
    Place Place,
    Name Name,
    bool OnValueDomains,
    IReadOnlyList<SignatureItem> Conditions,
    Name RuleComponent,
    IReadOnlyList<HierarchicalRule> Rules) : Statement(Place);

/// <summary>A case of a viral propagation: where all values of one of the lists are present, the result.</summary>
internal sealed record PropagationCase(Place Place, IReadOnlyList<IReadOnlyList<Literal>> AnyOf, Literal Result)
    : Node(Place);

internal sealed record DefineViralPropagation(
    Place Place,
    Name Name,
    bool OnValueDomain,
    Name Subject,
    IReadOnlyList<PropagationCase> Cases,
    Literal? Else,
    string? Aggregate) : Statement(Place)
{
    /// <summary>True where a second else or aggregate was written.</summary>
    public bool IsRepeated { get; init; }
}
