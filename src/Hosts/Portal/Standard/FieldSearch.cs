using Huoshui.Policies;
using Huoshui.Presentation;
using Huoshui.Presentation.Tables;

namespace Huoshui.Portal.Standard;

/// <summary>One field with its table and return.</summary>
internal sealed record FoundField(ReturnDefinition Return, TableDefinition Table, FieldDefinition Field);

/// <summary>Looks through every field of every return by code, name, format or code list.</summary>
internal sealed class FieldSearch(PolicyLibrary library)
{
    /// <summary>The fields that the query asks for, in the order of the standard unless it says otherwise.</summary>
    public IReadOnlyList<FoundField> Find(TableQuery query)
    {
        var rows = library.Returns
            .Where(one => query.Filter("return") is not { } id || one.Id == id)
            .SelectMany(one => one.Tables, (one, table) => (Return: one, Table: table))
            .Where(pair => query.Filter("table") is not { } code || pair.Table.Code.Equals(code, StringComparison.OrdinalIgnoreCase))
            .SelectMany(pair => pair.Table.Fields, (pair, field) => new FoundField(pair.Return, pair.Table, field))
            .Where(row => query.Filter("sensitivity") is not { } kind || row.Field.Sensitivity.ToString() == kind)
            .Where(row => query.Filter("list") is not { } list || row.Field.CodeList == list)
            .Where(row => query.Text is not { } text || Has(row, text));
        return [.. query.Order(
            rows.AsQueryable(),
            ("code", row => row.Field.Code), ("title", row => row.Field.Title.Zh), ("table", row => row.Table.Code),
            ("format", row => row.Field.Format))];
    }

    private static bool Has(FoundField row, string text) =>
        Has(row.Field.Code, text) || Has(row.Field.Title.Zh, text) || Has(row.Field.Title.En, text) || Has(row.Field.CodeList, text)
        || Has(row.Table.Title.Here(), text);

    private static bool Has(string? value, string text) => value?.Contains(text, StringComparison.OrdinalIgnoreCase) == true;
}
