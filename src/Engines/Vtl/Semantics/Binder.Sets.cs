using Huoshui.Vtl.Plan;
using Huoshui.Vtl.Syntax;

namespace Huoshui.Vtl.Semantics;

/// <summary>Set operators: data points are the same when their identifiers are (VTL 2.2 RM, Set operators).</summary>
internal sealed partial class Binder
{
    private DatasetValue SetOperator(Call call, Scope scope)
    {
        var name = call.Function.Text;
        var isPair = name is "setdiff" or "symdiff";
        if (call.Arguments.Count < 2 || (isPair && call.Arguments.Count > 2))
            throw Fail(SemanticErrors.ArgumentCount(name, isPair ? "2" : "2…", call.Arguments.Count, call.Place));
        var relations = call.Arguments.Select(a => BindDataset(a, scope, name)).ToList();
        foreach (var other in relations.Skip(1))
            RequireSameStructure(name, relations[0], other, call.Place);
        relations = TimeCasts.Of(relations);
        Relation result = name switch
        {
            "union" => Aligned([.. relations.Select((r, i) => Matching(r, relations.Take(i), false))], call.Place),
            "intersect" => Matching(relations[0], relations.Skip(1), true),
            "setdiff" => Matching(relations[0], relations.Skip(1), false),
            _ => Aligned(
                [Matching(relations[0], [relations[1]], false), Matching(relations[1], [relations[0]], false)],
                call.Place),
        };
        return new DatasetValue(result);
    }

    // Attributes are managed like measures (VTL 2.2 UM, Set operators).
    private void RequireSameStructure(string name, Relation first, Relation other, Place place)
    {
        RequireSameIdentifiers(name, first, other, place);
        if (!HaveSame(first, other, ComponentRole.Measure))
            throw Fail(SemanticErrors.MeasuresDiffer(name, place));
        if (!HaveSame(first, other, ComponentRole.Attribute) || !HaveSame(first, other, ComponentRole.ViralAttribute))
            throw Fail(SemanticErrors.AttributesDiffer(name, place));
        foreach (var component in first.Components)
        {
            if (other.Find(component.Name) is { } twin &&
                ScalarType.Common(ScalarType.Of(component), ScalarType.Of(twin)) is null)
            {
                throw Fail(SemanticErrors.Incompatible(
                    name, SemanticErrors.Text(ScalarType.Of(component)), SemanticErrors.Text(ScalarType.Of(twin)),
                    place));
            }
        }
    }

    private void RequireSameIdentifiers(string name, Relation first, Relation other, Place place)
    {
        if (!HaveSame(first, other, ComponentRole.Identifier))
            throw Fail(SemanticErrors.IdentifiersDiffer(name, place));
    }

    private static bool HaveSame(Relation first, Relation other, ComponentRole role) =>
        first.Components.Where(c => c.Role == role).Select(c => c.Name).ToHashSet(StringComparer.Ordinal)
            .SetEquals(other.Components.Where(c => c.Role == role).Select(c => c.Name));

    /// <summary>The rows that have (or have not) rows of the same identifiers in each of the others.</summary>
    private static Relation Matching(Relation relation, IEnumerable<Relation> others, bool exists)
    {
        foreach (var other in others)
        {
            var rows = RowView.Of(relation);
            var keys = relation.Identifiers.Where(c => other.Find(c.Name) is { Role: ComponentRole.Identifier })
                .Select(c => (rows[c.Name], c.Name)).ToList();
            Expr found = new ExistsRow(other, keys);
            relation = rows.Filter(exists ? found : new Operation(Op.Not, ScalarType.Boolean, found));
        }

        return relation;
    }

    private DatasetValue ExistsIn(Call call, Scope scope)
    {
        if (call.Arguments.Count is < 2 or > 3)
            throw Fail(SemanticErrors.ArgumentCount("exists_in", "2–3", call.Arguments.Count, call.Place));
        var relation = BindDataset(call.Arguments[0], scope, "exists_in");
        var given = BindDataset(call.Arguments[1], scope, "exists_in");
        var other = TimeCasts.Of([given, relation])[0];
        var rows = RowView.Of(relation);
        var keys = relation.Identifiers.Where(c => other.Find(c.Name) is { Role: ComponentRole.Identifier })
            .Select(c => (TimeCasts.Beside(RowView.Of(given)[c.Name], rows[c.Name]), c.Name)).ToList();
        if (keys.Count == 0 || keys.Count < Math.Min(relation.Identifiers.Count(), other.Identifiers.Count()))
            throw Fail(SemanticErrors.IdentifiersDiffer("exists_in", call.Place));
        if (call.Arguments.ElementAtOrDefault(2) is
            not (null or KeywordArgument { Word: "all" } or Literal { Kind: LiteralKind.Boolean }))
        {
            throw Fail(SemanticErrors.BadArgument(
                "exists_in", "第三项须为 all、true 或 false", "the third must be all, true or false", call.Place));
        }

        var found = new ExistsRow(other, keys);
        var outputs = rows.Keep(c => c.Role == ComponentRole.Identifier).ToList();
        outputs.Add(new Output(ScalarType.Boolean.Named("bool_var", ComponentRole.Measure), found));
        outputs.AddRange(rows.Keep(c => c.Role == ComponentRole.ViralAttribute));
        var result = rows.Project(outputs);
        return new DatasetValue(call.Arguments.ElementAtOrDefault(2) switch
        {
            Literal { Kind: LiteralKind.Boolean, Text: "true" } => WithCondition(result, found),
            Literal { Kind: LiteralKind.Boolean, Text: "false" } =>
                WithCondition(result, new Operation(Op.Not, ScalarType.Boolean, found)),
            _ => result,
        });
    }

    private static Select WithCondition(Select select, Expr condition) =>
        select with { Where = select.Where is null ? condition : RowView.And(select.Where, condition) };
}
