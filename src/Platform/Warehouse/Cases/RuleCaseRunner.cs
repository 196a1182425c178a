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

    // Rule and filing → the outcomes of its rows.
    private static HashSet<(string Rule, int Filing, int Outcome)> Outcomes(
        DuckSession session, ReturnChecks checks, IReadOnlyList<RuleCase> cases, CancellationToken cancellationToken)
    {
        var wanted = cases.Select(c => c.Rule).ToHashSet(StringComparer.Ordinal);
        var outcomes = new HashSet<(string Rule, int Filing, int Outcome)>();
        foreach (var plan in checks.Module.Checks.Where(p => p.Rules.Any(r => wanted.Contains(r.Id))))
        {
            var rows = session.Query(
                $"SELECT DISTINCT rule, CAST(filing AS INTEGER), CAST(outcome AS INTEGER) FROM ({plan.FindingsSql}) f",
                r => (Rule: r.GetInt32(0), Filing: r.GetInt32(1), Outcome: r.GetInt32(2)),
                cancellationToken);
            outcomes.UnionWith(rows.Select(r => (plan.Rules[r.Rule].Id, r.Filing, r.Outcome)));
        }

        return outcomes;
    }

    private static List<Diagnostic> Compare(
        IReadOnlyList<RuleCase> cases, HashSet<(string Rule, int Filing, int Outcome)> outcomes)
    {
        var wrong = new List<Diagnostic>();
        for (var i = 0; i < cases.Count; i++)
        {
            var fails = outcomes.Contains((cases[i].Rule, i, Fails));
            var cannot = outcomes.Contains((cases[i].Rule, i, Fails + 1));
            var outcome = fails ? CaseExpectation.Fails : cannot ? CaseExpectation.CannotEvaluate : CaseExpectation.Holds;
            if (outcome != cases[i].Expect)
                wrong.Add(cases[i].Failed(Word(outcome), $"it is {Word(outcome)}"));
        }

        return wrong;
    }

    private static string Word(CaseExpectation outcome) => outcome switch
    {
        CaseExpectation.Fails => "fails",
        CaseExpectation.CannotEvaluate => "cannot",
        _ => "holds",
    };
}
