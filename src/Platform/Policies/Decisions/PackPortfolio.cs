using System.Globalization;
using System.Text.Json;
using Huoshui.Diagnostics;
using Huoshui.Dmn;
using Huoshui.Dmn.Feel.Values;
using Huoshui.Policies.Loading;

namespace Huoshui.Policies.Decisions;

/// <summary>A portfolio (存量客户) as texts.</summary>
/// <param name="Columns">Names of facts; others are passed over.</param>
/// <param name="Cells">By column, then by row; null for an empty cell.</param>
/// <param name="Rows">How many rows there are.</param>
public sealed record PortfolioTable(IReadOnlyList<string> Columns, IReadOnlyList<string?[]> Cells, int Rows)
{
    // Of an index from 0: the header is row 1.
    private const int First = 2;

    /// <summary>The row of each customer as a spreadsheet counts; null where no row of the file is blank.</summary>
    public IReadOnlyList<int>? RowNumbers { get; init; }

    /// <summary>By index, the number of cells of each row that has fewer or more than the header.</summary>
    public IReadOnlyDictionary<int, int> Ragged { get; init; } = new Dictionary<int, int>();

    /// <summary>Cells of the header, those without heading counted; 0 for a file that has none.</summary>
    public int HeaderCells { get; init; }

    /// <summary>A row as a spreadsheet counts: the header is row 1, and blank rows count.</summary>
    /// <param name="index">From 0.</param>
    public int RowOf(int index) => RowNumbers?[index] ?? index + First;
}

/// <summary>How many rows of a portfolio two versions answer differently.</summary>
/// <param name="Rows">All rows.</param>
/// <param name="Unreadable">Rows that are no facts; they are in none of the other numbers.</param>
/// <param name="Changed">Rows whose answer differs: in the one output that was asked for, else in any.</param>
/// <param name="Changes">By output, before and after; the most frequent first, at most
/// <see cref="PackPortfolio.MaxChanges"/>.</param>
/// <param name="Problems">PAK1043 for columns, then PAK1035 for cells, at most
/// <see cref="PackPortfolio.MaxProblems"/> of these.</param>
public sealed record PortfolioCount(
    int Rows, int Unreadable, int Changed, IReadOnlyList<PortfolioChange> Changes, IReadOnlyList<Diagnostic> Problems)
{
    /// <summary>Whether rows were counted at all: not when a column is missing or not clear.</summary>
    public bool IsCounted { get; init; } = true;

    /// <summary>Outputs that are money, summed; of the one output when one was asked for.</summary>
    public IReadOnlyList<PortfolioTotal> Totals { get; init; } = [];

    /// <summary>Ways of changing beyond those in <see cref="Changes"/>.</summary>
    public int ChangesLeftOut { get; init; }

    /// <summary>Cells that cannot be read beyond those in <see cref="Problems"/>.</summary>
    public int ProblemsLeftOut { get; init; }
}

/// <summary>Counts on a portfolio, with the batch form of both versions.</summary>
public static class PackPortfolio
{
    /// <summary>Most ways of changing that a count lists.</summary>
    public const int MaxChanges = 10_000;

    /// <summary>Most ways of changing that are told apart; further pairs of numbers are counted together.</summary>
    public const int MaxWays = 200_000;

    /// <summary>Most cells that a count lists as not readable.</summary>
    public const int MaxProblems = 10_000;

    /// <summary>Counts. Optional facts without a column are null; without a column of a fact that is needed nothing is
    /// counted, and every row is unreadable.</summary>
    /// <param name="before">The first version.</param>
    /// <param name="after">The second version.</param>
    /// <param name="table">The portfolio.</param>
    /// <param name="output">The one output that is compared; null for all.</param>
    public static PortfolioCount Count(
        PackVersion before, PackVersion after, PortfolioTable table, string? output = null)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        ArgumentNullException.ThrowIfNull(table);
        DecisionFact[] facts =
            [.. before.Decision.Facts.Concat(after.Decision.Facts).DistinctBy(f => f.Name)];
        var headings = PortfolioHeadings.Check(facts, table.Columns).ToList();
        if (headings.Exists(d => d.Severity == DiagnosticSeverity.Error))
            return new PortfolioCount(table.Rows, table.Rows, 0, [], headings) { IsCounted = false };
        var reading = new PortfolioReading(table);
        reading.TellRagged();
        var columns = facts.ToDictionary(f => f.Name, reading.Column, StringComparer.Ordinal);
        var (old, current) = (Batch(before, columns, table.Rows), Batch(after, columns, table.Rows));
        var count = Compared(old, current, reading, new PortfolioTally(output, Money(before, after, output)));
        return count with { Problems = [.. headings, .. count.Problems] };
    }

    private static DecisionBatch Batch(PackVersion version, Dictionary<string, DecisionColumn> columns, int rows)
    {
        var of = version.Decision.VersionOf(version.AsOf);
        var prepared = of.Model.Prepare(of.Decision)!;
        return prepared.EvaluateBatch([.. prepared.InputNames.Select(name => !of.Fixed.ContainsKey(name)
            && columns.TryGetValue(name, out var column) ? column
                : DecisionColumn.Same(of.Fixed.GetValueOrDefault(name) ?? FeelValue.Null, rows))]);
    }

    // What both versions give in the same unit; of a sum of different things nobody has a use.
    private static DecisionOutput[] Money(PackVersion before, PackVersion after, string? only) =>
        [.. after.Decision.Outputs.Where(o => UnitWords.IsMoney(o.Unit) && (only is null || only == o.Name)
            && before.Decision.Outputs.Any(b => b.Name == o.Name && b.Unit == o.Unit))];

    private static PortfolioCount Compared(
        DecisionBatch before, DecisionBatch after, PortfolioReading reading, PortfolioTally tally)
    {
        var (changed, unreadable) = (0, 0);
        for (var row = 0; row < before.Rows; row++)
        {
            if (reading.IsUnreadable(row))
            {
                unreadable++;
                continue;
            }

            var (old, current) = (before[row], after[row]);
            tally.Sum(old, current);
            if (!before.IsSameAs(after, row) && tally.IsChanged(old, current, row))
                changed++;
        }

        return new PortfolioCount(
            before.Rows, unreadable, changed,
            [.. tally.Changes.Take(MaxChanges).Select(c => c with { FirstRow = reading.RowOf(c.FirstRow) })],
            reading.Problems)
        {
            Totals = tally.Totals,
            ChangesLeftOut = Math.Max(0, tally.Ways - MaxChanges),
            ProblemsLeftOut = reading.ProblemsLeftOut,
        };
    }

    /// <summary>Texts as columns of facts.</summary>
    private sealed class PortfolioReading(PortfolioTable table)
    {
        private readonly bool[] _unreadable = new bool[table.Rows];
        private readonly List<(int Row, Diagnostic Told)> _problems = [];

        /// <summary>Row by row; they are found column by column.</summary>
        public IReadOnlyList<Diagnostic> Problems => [.. _problems.OrderBy(p => p.Row).Select(p => p.Told)];

        public int RowOf(int index) => table.RowOf(index);

        public int ProblemsLeftOut { get; private set; }

        public bool IsUnreadable(int row) => _unreadable[row];

        /// <summary>Rows that have other cells than the header: none of them can be trusted.</summary>
        public void TellRagged()
        {
            foreach (var (row, cells) in table.Ragged)
            {
                Told(row, $"有 {cells} 格，表头有 {table.HeaderCells} 格",
                    $"it has {cells} cells, the header {table.HeaderCells}");
            }
        }

        public DecisionColumn Column(DecisionFact fact)
        {
            var at = table.Columns.ToList().IndexOf(fact.Name);
            var cells = at < 0 ? new string?[table.Rows] : table.Cells[at];
            return fact.Kind switch
            {
                FactKind.Number => Numbers(fact, cells),
                FactKind.Date => Dates(fact, cells),
                FactKind.Flag => Flags(fact, cells),
                FactKind.List => DecisionColumn.Values([.. cells.Select((c, row) => List(fact, c, row))]),
                _ => Texts(fact, cells),
            };
        }

        // One scale for the whole column, so that it can be gone through as integers; if that is not possible, values.
        private DecisionColumn Numbers(DecisionFact fact, string?[] cells)
        {
            var numbers = new decimal[cells.Length];
            var (isNull, scale) = (new bool[cells.Length], 0);
            for (var row = 0; row < cells.Length; row++)
            {
                isNull[row] = IsMissing(fact, cells[row], row);
                if (isNull[row])
                    continue;
                if (!decimal.TryParse(cells[row], NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint,
                    CultureInfo.InvariantCulture, out numbers[row]))
                {
                    isNull[row] = true;
                    Wrong(fact, cells[row]!, row);
                }

                scale = Math.Max(scale, numbers[row].Scale);
            }

            var power = (decimal)Math.Pow(10, Math.Min(scale, 18));
            return scale <= 18 && numbers.All(n => Math.Abs(n) < long.MaxValue / power)
                ? DecisionColumn.Numbers(Array.ConvertAll(numbers, n => (long)(n * power)), scale, Marks(isNull))
                : DecisionColumn.Values([.. numbers.Select((n, i) => isNull[i] ? FeelValue.Null : FeelValue.From(n))]);
        }

        private DecisionColumn Dates(DecisionFact fact, string?[] cells)
        {
            var (days, isNull) = (new long[cells.Length], new bool[cells.Length]);
            for (var row = 0; row < cells.Length; row++)
            {
                isNull[row] = IsMissing(fact, cells[row], row);
                if (isNull[row])
                    continue;
                if (SheetCell.Date(cells[row]!) is { } date)
                {
                    days[row] = date.DayNumber - new DateOnly(1970, 1, 1).DayNumber;
                    continue;
                }

                isNull[row] = true;
                Wrong(fact, cells[row]!, row);
            }

            return DecisionColumn.Dates(days, Marks(isNull));
        }

        private DecisionColumn Flags(DecisionFact fact, string?[] cells)
        {
            var (flags, isNull) = (new bool[cells.Length], new bool[cells.Length]);
            for (var row = 0; row < cells.Length; row++)
            {
                isNull[row] = IsMissing(fact, cells[row], row);
                if (isNull[row] || bool.TryParse(cells[row], out flags[row]))
                    continue;
                isNull[row] = true;
                Wrong(fact, cells[row]!, row);
            }

            return DecisionColumn.Booleans(flags, Marks(isNull));
        }

        private DecisionColumn Texts(DecisionFact fact, string?[] cells)
        {
            var (codes, isNull) = (new int[cells.Length], new bool[cells.Length]);
            var known = new Dictionary<string, int>(StringComparer.Ordinal) { [string.Empty] = 0 };
            for (var row = 0; row < cells.Length; row++)
            {
                isNull[row] = IsMissing(fact, cells[row], row);
                if (isNull[row])
                    continue;
                if (fact.Codes.Count > 0 && fact.Codes.All(c => c.Key != cells[row]))
                    Wrong(fact, cells[row]!, row);
                if (!known.TryGetValue(cells[row]!, out codes[row]))
                    known[cells[row]!] = codes[row] = known.Count;
            }

            return DecisionColumn.Strings(codes, [.. known.Keys], Marks(isNull));
        }

        private FeelValue List(DecisionFact fact, string? cell, int row)
        {
            if (IsMissing(fact, cell, row))
                return FeelValue.Null;
            try
            {
                using var json = JsonDocument.Parse(cell!);
                if (json.RootElement.ValueKind == JsonValueKind.Array)
                    return JsonValues.Read(json.RootElement);
            }
            catch (JsonException)
            {
                // Told below.
            }

            Wrong(fact, cell!, row);
            return FeelValue.Null;
        }

        private static bool[]? Marks(bool[] isNull) => Array.TrueForAll(isNull, n => !n) ? null : isNull;

        private bool IsMissing(DecisionFact fact, string? cell, int row)
        {
            if (!string.IsNullOrEmpty(cell))
                return false;
            if (!fact.IsOptional && !table.Ragged.ContainsKey(row))
                Told(row, $"缺少“{fact.Title.Zh}”（{fact.Name}）", $"{fact.Name} is missing");
            return true;
        }

        private void Wrong(DecisionFact fact, string cell, int row)
        {
            if (table.Ragged.ContainsKey(row))
                return;
            var expected = FactReader.Expected(fact);
            var instead = fact.Kind == FactKind.Number ? SheetCell.Instead(cell)
                : new LocalizedText(string.Empty, string.Empty);
            var line = cell.ReplaceLineEndings(" ");
            var shown = line.Length <= 40 ? line : line[..40] + "…";
            Told(row, $"“{fact.Title.Zh}”（{fact.Name}）应为{expected.Zh}，却是“{shown}”{instead.Zh}",
                $"{fact.Name} must be {expected.En}, but is \"{shown}\"{instead.En}");
        }

        private void Told(int row, string zh, string en)
        {
            _unreadable[row] = true;
            if (_problems.Count >= MaxProblems)
            {
                ProblemsLeftOut++;
                return;
            }

            _problems.Add((row, Diagnostic.Error(
                PackCodes.PortfolioRow, $"第 {RowOf(row)} 行：{zh}；该行不计",
                $"row {RowOf(row)}: {en}; the row is left out")));
        }
    }
}
