using System.Globalization;
using Huoshui.Vtl.Plan;
using Huoshui.Vtl.Sql;
using Huoshui.Vtl.Syntax;

namespace Huoshui.Vtl.Semantics;

/// <summary>pivot (VTL 2.2 RM, Pivoting): one measure for each value of an identifier.</summary>
internal sealed partial class Binder
{
    /// <summary>More columns than this nobody reads.</summary>
    private const int PivotLimit = 1_000;

    private Select Pivoted(Relation relation, PivotClause clause)
    {
        var identifier = Existing(relation, clause.Identifier);
        if (identifier.Role != ComponentRole.Identifier)
            throw Fail(SemanticErrors.NotIdentifier(identifier.Name, clause.Identifier.Place));
        var measure = Existing(relation, clause.Measure);
        if (measure.Role != ComponentRole.Measure)
            throw Fail(SemanticErrors.NotMeasure(measure.Name, clause.Measure.Place));
        var rows = RowView.Of(relation);
        var outputs = rows.Keep(c => c.Role == ComponentRole.Identifier && c != identifier).ToList();
        var keys = outputs.Select(o => o.Value).ToList();
        foreach (var code in CodesOf(relation, identifier, clause.Place))
        {
            if (outputs.Exists(o => o.Component.Name == code))
                throw Fail(SemanticErrors.DuplicateComponent(code, clause.Place));
            var isCode = new Operation(Op.Equal, ScalarType.Boolean, rows[identifier.Name], CodeOf(code, identifier));
            var type = ScalarType.Of(measure);
            var cell = new Choice(type, [(isCode, rows[measure.Name])], new Constant(null, type));
            // Identifiers are unique: a group has one such cell at most, and max takes it.
            outputs.Add(new Output(type.Named(code, ComponentRole.Measure), new Aggregate("max", cell, type)));
        }

        return new Select(rows.From, outputs, rows.Where, keys);
    }

    private IReadOnlyList<string> CodesOf(Relation relation, Component identifier, Place place)
    {
        // Without data, the codes of the domain: every value that there can be.
        if (symbols.PivotCodes is null && symbols.Domains.GetValueOrDefault(identifier.Domain ?? "") is { } domain)
        {
            return domain.Codes.Count <= PivotLimit ? [.. domain.Codes.Order(StringComparer.Ordinal)]
                : throw Fail(SemanticErrors.PivotTooWide(PivotLimit, place));
        }

        if (symbols.PivotCodes is not { } codes)
            throw Fail(SemanticErrors.PivotNeedsData(place));
        if (diagnostics.HasErrors)
            throw new BindAbort();
        var dialect = Dialect.Of(symbols.Dialect);
        var text = dialect.AsText(dialect.Name(identifier.Name), ScalarType.Of(identifier));
        var found = codes(
            $"SELECT DISTINCT {text} FROM ({RelationWriter.Statement(relation, symbols.Dialect)}) ORDER BY 1");
        return found.Count <= PivotLimit ? found : throw Fail(SemanticErrors.PivotTooWide(PivotLimit, place));
    }

    private static Constant CodeOf(string code, Component identifier)
    {
        var culture = CultureInfo.InvariantCulture;
        object value = identifier.Kind switch
        {
            ScalarKind.Integer => long.Parse(code, culture),
            ScalarKind.Number => double.Parse(code, culture),
            ScalarKind.Boolean => bool.Parse(code),
            ScalarKind.Date => DateOnly.Parse(code, culture),
            _ => code,
        };
        return new Constant(value, ScalarType.Of(identifier));
    }
}
