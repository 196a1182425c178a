using System.Globalization;
using Huoshui.Diagnostics;
using Huoshui.Policies;
using Huoshui.Registry;
using Huoshui.Vtl;
using Huoshui.Warehouse;
using Huoshui.Warehouse.Scripts;

namespace Huoshui.Systems.Workbench;

/// <summary>Which data a script reads.</summary>
/// <param name="ReturnId">A return; null for the example.</param>
/// <param name="AsOf">数据日期.</param>
/// <param name="InstitutionId">One institution; null for all that the viewer may see.</param>
internal sealed record DataChoice(string? ReturnId, DateOnly AsOf, string? InstitutionId)
{
    /// <summary>The word for the example.</summary>
    public const string ExampleKey = "example";

    private static readonly DateOnly ExampleDate = new(2025, 6, 30);

    /// <summary>The small data that everybody may use.</summary>
    public static DataChoice Example { get; } = new(null, ExampleDate, null);

    /// <summary>As a form and the API write it: <c>example</c>, <c>onetable@2025-06-30</c>.</summary>
    public string Key => ReturnId is null ? ExampleKey
        : string.Create(CultureInfo.InvariantCulture, $"{ReturnId}@{AsOf:yyyy-MM-dd}");

    /// <summary>Reads it; null when it is none.</summary>
    public static DataChoice? Read(string? data, string? institution)
    {
        if (string.IsNullOrWhiteSpace(data) || data == ExampleKey)
            return Example;
        var parts = data.Split('@');
        return parts.Length == 2 && DateOnly.TryParseExact(
            parts[1], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? new DataChoice(parts[0], date, string.IsNullOrWhiteSpace(institution) ? null : institution.Trim()) : null;
    }
}

/// <summary>Data that a script reads, as its viewer may see them.</summary>
/// <param name="Choice">Which.</param>
/// <param name="Inputs">Every data set; their files are known where they were asked for.</param>
/// <param name="TitleOf">What a data set or component is called; null where it has no other name.</param>
internal sealed record ScriptData(
    DataChoice Choice, IReadOnlyList<ScriptInput> Inputs, Func<string, LocalizedText?> TitleOf)
{
    /// <summary>What the compiler is told.</summary>
    public VtlInputs ToCompile(SqlDialect dialect, ScriptLimits limits) => new()
    {
        Datasets = [.. Inputs.Select(i => i.Structure)],
        Constants =
        [
            new VtlConstant("as_of", ScalarKind.Date, Choice.AsOf),
            new VtlConstant("year_start", ScalarKind.Date, new DateOnly(Choice.AsOf.Year, 1, 1)),
        ],
        Dialect = dialect,
        ExpressionLimit = limits.MaxExpressions,
        SqlLimit = limits.MaxSqlCharacters,
        TextLimit = limits.MaxTextCharacters,
        ResultsAreTables = true,
    };
}

/// <summary>The data that scripts may read: the example for everybody, and of accepted filings what the viewer may see.
/// Scope and masks are settled here and in the run, at the data. Thread safe.</summary>
internal sealed class ScriptShelf(PolicyLibrary library, FactCatalog facts, InstitutionRegistry institutions)
{
    /// <summary>Most dates of a return that are offered, the newest first.</summary>
    public const int MostDates = 6;

    /// <summary>What a viewer may choose, the example first.</summary>
    public async Task<IReadOnlyList<DataChoice>> ChoicesAsync(Viewer viewer, CancellationToken cancellationToken)
    {
        var choices = new List<DataChoice> { DataChoice.Example };
        foreach (var definition in library.Returns)
        {
            var dates = await facts.DatesAsync(definition.Id, null, cancellationToken);
            foreach (var date in dates.Reverse().Take(MostDates))
            {
                var filers = await facts.FilersAsync(definition.Id, date, null, cancellationToken);
                if (filers.Any(viewer.Sees))
                    choices.Add(new DataChoice(definition.Id, date, null));
            }
        }

        return choices;
    }

    /// <summary>Institutions that a viewer may choose for some data: those that it sees and that have filed.</summary>
    public async Task<IReadOnlyList<Institution>> InstitutionsAsync(
        DataChoice choice, Viewer viewer, CancellationToken cancellationToken)
    {
        if (choice.ReturnId is null)
            return [];
        var filers = await facts.FilersAsync(choice.ReturnId, choice.AsOf, null, cancellationToken);
        var all = await institutions.ListAsync(choice.AsOf, cancellationToken);
        return [.. all.Where(i => filers.Contains(i.Id, StringComparer.Ordinal) && viewer.Sees(i.Id))];
    }

    /// <summary>What the return of some data is called.</summary>
    public LocalizedText? TitleOf(DataChoice choice) =>
        choice.ReturnId is { } id ? library.Return(id)?.Pack.Title : null;

    /// <summary>The structures of some data; null when there are none such for the viewer.</summary>
    public ScriptData? Structures(DataChoice choice, Viewer viewer)
    {
        if (choice.ReturnId is null)
            return new ScriptData(choice, ScriptExample.Inputs, ScriptExample.TitleOf);
        if (library.Return(choice.ReturnId) is not { } definition
            || (choice.InstitutionId is { } one && !viewer.Sees(one)))
        {
            return null;
        }

        return new ScriptData(
            choice, [.. definition.Tables.Select(t => ScriptInput.Of(t, [], isClear: false))], Titles(definition));
    }

    /// <summary>The same with the accepted files that the viewer may see.</summary>
    public async Task<ScriptData?> OpenAsync(DataChoice choice, Viewer viewer, CancellationToken cancellationToken)
    {
        if (Structures(choice, viewer) is not { } data || choice.ReturnId is null)
            return Structures(choice, viewer);
        var accepted = await facts.AcceptedAsync(choice.ReturnId, choice.AsOf, null, null, cancellationToken);
        List<AcceptedTable> seen = [.. accepted.Where(f => viewer.Sees(f.InstitutionId)
            && (choice.InstitutionId is null || f.InstitutionId == choice.InstitutionId))];
        var isClear = seen.TrueForAll(f => viewer.SeesClearOf(f.InstitutionId));
        return data with { Inputs = [.. data.Inputs.Select(i => ScriptInput.Of(i.Table!, seen, isClear))] };
    }

    private static Func<string, LocalizedText?> Titles(ReturnDefinition definition)
    {
        var titles = definition.Tables
            .SelectMany(t => t.Fields.Select(f => (f.Code, f.Title)).Prepend((t.Code, t.Title)))
            .DistinctBy(one => one.Code, StringComparer.Ordinal)
            .ToDictionary(one => one.Code, one => one.Title, StringComparer.Ordinal);
        return name => titles.GetValueOrDefault(name);
    }
}
