using DuckDB.NET.Data;
using Huoshui.Diagnostics;
using Huoshui.Policies;

namespace Huoshui.Warehouse.Cases;

/// <summary>
/// Runs the cases of a return's rules in the column engine, with the same compiled rules as a real filing. Each case
/// is a
/// filing of its own, so that all of them run at once.
/// </summary>
/// <param name="library">The packs.</param>
public sealed class RuleCaseRunner(PolicyLibrary library)
{
    private const int Fails = 1;
    private const int FirstLine = 2;

    private static readonly DuckLimits Limits = new() { MemoryMebibytes = 512, Threads = 1 };

    /// <summary>Runs every case of a return.</summary>
    /// <param name="returnId">For example <c>onetable</c>.</param>
    /// <param name="cancellationToken">Interrupts the engine.</param>
    /// <returns>The cases that turned out otherwise, or could not be run.</returns>
    /// <exception cref="KeyNotFoundException">There is no such return.</exception>
    public IReadOnlyList<Diagnostic> Run(string returnId, CancellationToken cancellationToken)
    {
        var definition = library.Return(returnId) ?? throw new KeyNotFoundException($"there is no return {returnId}");
        return [.. library.Cases(returnId).Cases
            .GroupBy(c => c.AsOf)
            .SelectMany(g => RunDay(definition, g.Key, [.. g], cancellationToken))];
    }

    private List<Diagnostic> RunDay(
        ReturnDefinition definition, DateOnly asOf, IReadOnlyList<RuleCase> cases, CancellationToken cancellationToken)
    {
        var datasets = library.Datasets(definition.Id);
        var checks = library.Checks(definition.Id, asOf, datasets);
        if (!checks.Module.Succeeded)
            return [.. checks.Module.Diagnostics];
        using var session = DuckSession.Open(Limits, []);
        foreach (var dataset in datasets)
            session.Execute(CaseRelation.Create(definition, dataset), cancellationToken);
        for (var i = 0; i < cases.Count; i++)
        {
            foreach (var (dataset, rows) in cases[i].Given)
                Insert(session, definition, dataset, i, rows, cancellationToken);
        }

        return Compare(cases, Outcomes(session, checks, cases, cancellationToken));
    }

    private static void Insert(
        DuckSession session,
        ReturnDefinition definition,
        string dataset,
        int filing,
        IReadOnlyList<IReadOnlyDictionary<string, string?>> rows,
        CancellationToken cancellationToken)
    {
        for (var i = 0; i < rows.Count; i++)
            session.Execute(CaseRelation.Insert(definition, dataset, filing, FirstLine + i, rows[i]), cancellationToken);
    }

    // Rule and filing → the outcomes of its rows, and what they show.
    private static ILookup<(string Rule, int Filing), Shown> Outcomes(
        DuckSession session, ReturnChecks checks, IReadOnlyList<RuleCase> cases, CancellationToken cancellationToken)
    {
        var wanted = cases.Select(c => c.Rule).ToHashSet(StringComparer.Ordinal);
        var outcomes = new List<((string Rule, int Filing) Of, Shown Shown)>();
        foreach (var plan in checks.Module.Checks.Where(p => p.Rules.Any(r => wanted.Contains(r.Id))))
        {
            var rows = session.Query(
                $"""
                SELECT DISTINCT rule, CAST(filing AS INTEGER), CAST(outcome AS INTEGER), value, expected,
                    CAST(difference AS VARCHAR)
                FROM ({plan.FindingsSql}) f
                """,
                r => ((plan.Rules[r.GetInt32(0)].Id, r.GetInt32(1)),
                    new Shown(r.GetInt32(2), new FindingShown(Text(r, 3), Text(r, 4), Text(r, 5)))),
                cancellationToken);
            outcomes.AddRange(rows);
        }

        return outcomes.ToLookup(o => o.Of, o => o.Shown);
    }

    private static string? Text(DuckDBDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetString(column);

    private static List<Diagnostic> Compare(
        IReadOnlyList<RuleCase> cases, ILookup<(string Rule, int Filing), Shown> outcomes)
    {
        var wrong = new List<Diagnostic>();
        for (var i = 0; i < cases.Count; i++)
        {
            var (expects, rows) = (cases[i], outcomes[(cases[i].Rule, i)].ToList());
            var outcome = rows.Exists(r => r.Outcome == Fails) ? CaseExpectation.Fails
                : rows.Exists(r => r.Outcome == Fails + 1) ? CaseExpectation.CannotEvaluate : CaseExpectation.Holds;
            if (outcome != expects.Expect)
                wrong.Add(expects.Failed(Word(outcome), $"it is {Word(outcome)}"));
            else if (expects.Shows is { } shows && !rows.Exists(r => r.Finding.IsLike(shows)))
                wrong.Add(expects.Showed(string.Join(", ", rows.Select(r => r.Finding))));
        }

        return wrong;
    }

    private static string Word(CaseExpectation outcome) => outcome switch
    {
        CaseExpectation.Fails => "fails",
        CaseExpectation.CannotEvaluate => "cannot",
        _ => "holds",
    };

    private sealed record Shown(int Outcome, FindingShown Finding);
}
