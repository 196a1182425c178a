using System.CommandLine;
using System.Globalization;
using System.Text;
using CsvHelper;
using Huoshui.Measures;
using Huoshui.Policies.Figures;
using Huoshui.Registry;
using Huoshui.Systems.Indicators;
using Huoshui.Warehouse.Partials;

namespace Huoshui.Cli;

/// <summary><c>huoshui explain FIGURE</c>: a figure down to its parts, records and filed lines.</summary>
internal static class ExplainCommand
{
    private const int ShownRows = 10;
    private const int MostRows = 1_000_000;

    private static readonly Unit Yuan10000 = Unit.Parse("万元");

    private static readonly Argument<string> Figure = new("FIGURE") { Description = "指标编号，如 T05 / id of the figure" };

    private static readonly Option<string?> AsOf = new("--as-of") { Description = "数据日期 / the date, yyyy-MM-dd" };

    private static readonly Option<string?> KnownAt =
        new("--known-at") { Description = "数据版本时点 / as known at, ISO 8601" };

    private static readonly Option<string?> Rows = new("--rows")
    {
        Description = "把全部明细及其报送行写入此 CSV 文件 / write every record with its filed lines into this CSV file",
    };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command(
            "explain",
            """
            一个指标溯源到报送行 / a figure down to its filed lines
            例 example: huoshui explain T04 --as-of 2025-06-30 --rows t04.csv
            """)
        {
            Figure, AsOf, KnownAt, Rows,
            CommonOptions.Facts, CommonOptions.Data, CommonOptions.As, CommonOptions.Language,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parse, CancellationToken cancellationToken)
    {
        if (!FigureArguments.TryRead(parse.GetValue(AsOf), parse.GetValue(KnownAt), out var when, out var wrong))
            return Say.Wrong(wrong);
        await using var store = await DataStore.OpenAsync(
            parse.GetValue(CommonOptions.Data)!, cancellationToken, parse.GetValue(CommonOptions.Facts));
        if (store is null)
            return ExitCodes.CouldNotRun;
        var calculator = store.Get<FigureCalculator>();
        if (calculator.Figures.Find(parse.GetValue(Figure)!) is not { } figure)
        {
            return Say.Wrong(
                $"没有指标 {parse.GetValue(Figure)}；huoshui figures 列出全部编号 / "
                + "there is no such figure; huoshui figures lists the ids");
        }

        var viewer = await store.ViewerAsync(parse.GetValue(CommonOptions.As), cancellationToken);
        var explanation = new Explained(store, figure, when, viewer, parse.GetValue(CommonOptions.Language)!);
        await explanation.PrintAsync(cancellationToken);
        return parse.GetValue(Rows) is { } path
            ? await explanation.WriteRowsAsync(path, cancellationToken)
            : ExitCodes.Good;
    }

    private sealed class Explained(
        DataStore store, FigureDefinition figure, (DateOnly? AsOf, DateTimeOffset? KnownAt) when, Viewer viewer,
            string language)
    {
        private readonly bool _isEnglish = string.Equals(language, "en", StringComparison.Ordinal);
        private readonly MeasureFormat _format = MeasureFormat.For(language);
        private readonly FigureDrillDown _drill = store.Get<FigureDrillDown>();

        public async Task PrintAsync(CancellationToken cancellationToken)
        {
            var value = await store.Get<FigureCalculator>()
                .ValueAsync(figure, when.AsOf, when.KnownAt, cancellationToken);
            Console.Out.WriteLine(
                $"{figure.Id} {figure.Name.In(language)}  {FigureText.Of(value, _format)}  {_format.AsOf(value.AsOf)}");
            Line("公式", "formula", figure.Formula.In(language));
            Line("范围", "population", figure.Population.In(language));
            Line("政策包", "pack", figure.PackId);
            if (value.BaseValue is { } amount)
            {
                var unit = FigureText.Fitting(figure, amount);
                Line("未取整", "unrounded", $"{_format.Exact(amount / unit.Factor)} {_format.UnitName(unit)}");
                Line("取整", "rounding", FigureText.RoundingRule(figure, amount).In(language));
            }

            Coverage(value.Coverage);
            await PartsAsync(cancellationToken);
            await FirstRowsAsync(cancellationToken);
        }

        public async Task<int> WriteRowsAsync(string path, CancellationToken cancellationToken)
        {
            var page = await _drill.RowsAsync(figure, Query(MostRows), viewer, cancellationToken);
            if (page.Total == 0)
                return Say.Wrong($"{figure.Id} 没有可打开的明细 / {figure.Id} has no records to open");
            await using var file =
                new StreamWriter(path, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
            await using var csv = new CsvWriter(file, CultureInfo.InvariantCulture);
            var columns = page.Rows[0].Facts.Keys.ToList();
            foreach (var title in (string[])["institution", "key", "amount", .. columns, "lines"])
                csv.WriteField(title);
            await csv.NextRecordAsync();
            foreach (var row in page.Rows)
            {
                csv.WriteField(row.InstitutionId);
                csv.WriteField(row.Key);
                csv.WriteField(row.BaseAmount);
                foreach (var column in columns)
                    csv.WriteField(row.Facts[column]);
                csv.WriteField(Lines(row));
                await csv.NextRecordAsync();
            }

            Console.Out.WriteLine(_isEnglish ? $"{page.Rows.Count} records written to {path}"
                : $"{page.Rows.Count} 条明细已写入 {path}");
            return ExitCodes.Good;
        }

        private async Task PartsAsync(CancellationToken cancellationToken)
        {
            var parts = await store.Get<FigureBreakdowns>().OfAsync(
                figure, new BreakdownQuery(BreakdownDimension.Institution, when.AsOf, when.KnownAt), viewer,
                    cancellationToken);
            if (parts.Cells.Count == 0)
                return;
            var unit = FigureText.Fitting(figure, parts.Cells.Max(c => c.BaseValue ?? 0));
            var names = (await store.Get<InstitutionRegistry>().ListAsync(cancellationToken))
                .ToDictionary(i => i.Id, i => i.FullName().In(language), StringComparer.Ordinal);
            Console.Out.WriteLine(
                _isEnglish ? $"parts by institution ({_format.UnitName(unit)}):" : $"按机构（{unit.Symbol}）：");
            foreach (var cell in parts.Cells)
            {
                Console.Out.WriteLine(
                    $"  {cell.Key,-16} {FigureText.Cell(figure, cell.BaseValue, unit, _format),14}  "
                    + names.GetValueOrDefault(cell.Key));
            }
        }

        private async Task FirstRowsAsync(CancellationToken cancellationToken)
        {
            var page = await _drill.RowsAsync(figure, Query(ShownRows), viewer, cancellationToken);
            if (page.Total == 0)
                return;
            Console.Out.WriteLine(_isEnglish
                ? $"{_format.Whole(page.Total)} records; the largest {page.Rows.Count}:"
                : $"明细 {_format.Whole(page.Total)} 条；最大的 {page.Rows.Count} 条：");
            foreach (var row in page.Rows)
            {
                Console.Out.WriteLine(
                    $"  {row.InstitutionId,-16} {row.Key,-28} {Amount(row),20}  {Places(row)}");
            }
        }

        private void Coverage(FigureCoverage coverage)
        {
            if (coverage.Due == 0)
                return;
            var gaps = FigureText.Gaps(coverage)?.In(language);
            Line("覆盖", "coverage", _isEnglish
                ? $"{coverage.Accepted} of {coverage.Due} institutions" + (gaps is null ? string.Empty : $", {gaps}")
                : $"应报 {coverage.Due} 家，已受理 {coverage.Accepted} 家" + (gaps is null ? string.Empty : $"，{gaps}"));
            foreach (var left in coverage.LeftOut)
                Line("未计入", "left out", LeftOut(left));
        }

        private string LeftOut(LeftOutRows left)
        {
            var amount = _format.Number(new Quantity(left.Yuan / Yuan10000.Factor, Yuan10000));
            var reason = FigureText.Reason(left.Reason).In(language);
            return _isEnglish
                ? $"{reason}: {_format.Whole(left.Rows)} rows, {amount}"
                : $"{reason}：{_format.Whole(left.Rows)} 笔，{amount}";
        }

        private void Line(string zh, string en, string text) =>
            Console.Out.WriteLine($"  {(_isEnglish ? en : zh)}  {text}");

        private FigureRowQuery Query(int limit) => new() { AsOf = when.AsOf, KnownAt = when.KnownAt, Limit = limit };

        private static string Amount(FigureRow row) => row.BaseAmount.ToString("0.##", CultureInfo.InvariantCulture);

        private string Places(FigureRow row) =>
            string.Join("; ", row.Lines.Select(line => FigureText.Place(line).In(language)));

        private static string Lines(FigureRow row) => string.Join("; ", row.Lines.Select(
            l => string.Create(
                CultureInfo.InvariantCulture, $"{l.Table} v{l.VersionNumber} file {l.FileNo} line {l.LineNo}")));
    }
}
