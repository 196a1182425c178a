using Huoshui.Registry;

namespace Huoshui.Systems.Indicators;

/// <summary>场景 of a date: its register row with what is tagged.</summary>
/// <param name="Row">The row of the register, with rule and source; null for a total.</param>
/// <param name="Code">The code, or <see cref="SceneReports.All"/> or <see cref="SceneReports.Several"/>.</param>
/// <param name="Balance">The figure of the balance.</param>
/// <param name="Borrowers">The figure of the borrowers.</param>
public sealed record SceneLine(RegisterRow? Row, string Code, FigureValue Balance, FigureValue Borrowers);

/// <summary>场景报表: scenes of the register with the balance and borrowers tagged, and the totals in which each loan and
/// borrower counts once.</summary>
/// <param name="AsOf">数据日期.</param>
/// <param name="Scenes">In the order of the register.</param>
/// <param name="All">Any scene, each once.</param>
/// <param name="Several">Two scenes or more.</param>
/// <param name="Whole">普惠小微贷款 (I03, I05), tagged or not.</param>
public sealed record SceneReport(
    DateOnly AsOf, IReadOnlyList<SceneLine> Scenes, SceneLine All, SceneLine Several, SceneLine Whole)
{
    /// <summary>The scenes' balances added up, in 元: at least that of <see cref="All"/>; null where one has no
    /// value.</summary>
    public decimal? AddedUpYuan => Scenes.All(s => s.Balance.BaseValue is not null)
        ? Scenes.Sum(s => s.Balance.BaseValue) : null;

    /// <summary>The scenes' borrowers added up; null where one has no value.</summary>
    public decimal? AddedUpBorrowers => Scenes.All(s => s.Borrowers.BaseValue is not null)
        ? Scenes.Sum(s => s.Borrowers.BaseValue) : null;
}

/// <summary>Reads the report of scenes: each number is a figure of the pack of inclusive loans (I03.scene, I05.scene),
/// and opens to its filed lines there. Thread safe.</summary>
public sealed class SceneReports(FigureCalculator calculator)
{
    /// <summary>Any scene, each loan and borrower once.</summary>
    public const string All = "scenes";

    /// <summary>Two scenes or more.</summary>
    public const string Several = "several";

    /// <summary>The table of the vocabulary that lists the scenes.</summary>
    public const string Register = "inclusive_scenes";

    private const string BalanceId = "I03";
    private const string BorrowersId = "I05";

    /// <summary>The report of a date; null for who is not of the regulator, or without scenes in the packs.</summary>
    /// <param name="viewer">Who looks.</param>
    /// <param name="asOf">The date; null takes the figures' own.</param>
    /// <param name="cancellationToken">Stops the engine.</param>
    public async Task<SceneReport?> OfAsync(Viewer viewer, DateOnly? asOf, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        if (!viewer.IsRegulator || calculator.Policies.Vocabulary.Table(Register) is not { } table
            || calculator.Figures.Find(BalanceId) is not { } whole)
        {
            return null;
        }

        var date = asOf ?? whole.AsOf;
        var rows = RegisterRow.Of(table);
        var codes = Enumerable.Range(0, table.Rows.Count).Select(n => table.Cell(n, "code") ?? string.Empty)
            .Append(All).Append(Several).ToList();
        var figures = codes.SelectMany(c => new[] { $"{BalanceId}.{c}", $"{BorrowersId}.{c}" })
            .Append(BalanceId).Append(BorrowersId).Select(calculator.Figures.Find).ToList();
        if (figures.Contains(null))
            return null; // a scene of the register without a rule
        var values = await calculator.ValuesAsync(figures!, date, null, cancellationToken);
        SceneLine Line(int n) => new(
            n < rows.Count ? rows[n] : null, n < codes.Count ? codes[n] : string.Empty, values[2 * n],
            values[(2 * n) + 1]);
        return new SceneReport(
            date, [.. Enumerable.Range(0, rows.Count).Select(Line)], Line(rows.Count), Line(rows.Count + 1),
            Line(rows.Count + 2));
    }
}
