using Huoshui.Diagnostics;
using Huoshui.Policies;

namespace Huoshui.Warehouse.Staging;

/// <summary>Finds the fields of a table by the names that filers use: code, Chinese or English name, the pack's
/// aliases.</summary>
internal sealed class HeaderMapping
{
    private const int MaxListed = 20;

    private readonly TableDefinition _table;
    private readonly Dictionary<string, string> _codes = new(StringComparer.OrdinalIgnoreCase);

    public HeaderMapping(TableDefinition table)
    {
        _table = table;
        foreach (var field in table.Fields)
            _codes[field.Code] = field.Code;
        foreach (var field in table.Fields)
        {
            foreach (var name in field.HeaderAliases.Append(field.Title.Zh).Append(field.Title.En))
                _codes.TryAdd(name.Trim(), field.Code);
        }
    }

    /// <summary>How many of the names are known.</summary>
    public int CountKnown(IReadOnlyList<string> names) => names.Count(_codes.ContainsKey);

    /// <summary>The field of each column; null where there is none. Null when the header cannot be used.</summary>
    /// <param name="names">Column names in order.</param>
    /// <param name="header">The header line for messages; null for Parquet.</param>
    /// <param name="diagnostics">Takes what is wrong.</param>
    public IReadOnlyList<string?>? Map(IReadOnlyList<string> names, SourceText? header, List<Diagnostic> diagnostics)
    {
        var columns = names.Select(n => _codes.GetValueOrDefault(n)).ToList();
        if (columns.TrueForAll(c => c is null))
        {
            diagnostics.Add(FileProblem.NoKnownColumn(_table.Code, names[0], header));
            return null;
        }

        var errors = diagnostics.Count(IsError);
        FindDuplicates(names, columns, header, diagnostics);
        FindUnknown(names, columns, header, diagnostics);
        FindMissing(columns, diagnostics);
        return diagnostics.Count(IsError) == errors ? columns : null;
    }

    private static bool IsError(Diagnostic diagnostic) => diagnostic.Severity == DiagnosticSeverity.Error;

    private static void FindDuplicates(
        IReadOnlyList<string> names, List<string?> columns, SourceText? header, List<Diagnostic> diagnostics)
    {
        var first = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < columns.Count; i++)
        {
            if (columns[i] is { } code && !first.TryAdd(code, i))
                diagnostics.Add(FileProblem.DuplicateColumn(names[i], first[code] + 1, i + 1, header, Place(header, names[i], last: true)));
        }
    }

    private void FindUnknown(
        IReadOnlyList<string> names, List<string?> columns, SourceText? header, List<Diagnostic> diagnostics)
    {
        var unknown = names.Where((_, i) => columns[i] is null).Take(MaxListed);
        foreach (var name in unknown)
            diagnostics.Add(FileProblem.UnknownColumn(_table.Code, name, header, Place(header, name, last: false)));
    }

    private void FindMissing(List<string?> columns, List<Diagnostic> diagnostics)
    {
        var there = columns.OfType<string>().ToHashSet(StringComparer.Ordinal);
        var missing = _table.Fields.Where(f => !there.Contains(f.Code)).ToList();
        foreach (var field in missing.Where(f => f.IsRequired))
            diagnostics.Add(FileProblem.MissingRequired(_table.Code, field.Code, field.Title.Zh));
        var optional = missing.Where(f => !f.IsRequired).Select(f => f.Code).ToList();
        if (optional.Count > 0)
            diagnostics.Add(FileProblem.MissingOptional(_table.Code, optional.Count, Listed(optional)));
    }

    private static string Listed(List<string> names) =>
        string.Join(", ", names.Take(MaxListed)) + (names.Count > MaxListed ? " …" : string.Empty);

    private static SourceSpan? Place(SourceText? header, string name, bool last)
    {
        if (header is null || name.Length == 0)
            return null;
        var at = last
            ? header.Content.LastIndexOf(name, StringComparison.Ordinal)
            : header.Content.IndexOf(name, StringComparison.Ordinal);
        return at < 0 ? null : new SourceSpan(at, name.Length);
    }
}
