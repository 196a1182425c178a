using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Huoshui.Measures;
using Huoshui.Systems.Indicators;
using Spectre.Console;

namespace Huoshui.Cli;

/// <summary><c>huoshui figures</c>: every figure of the register, with truth beside it where the data folder has
/// it.</summary>
internal static class FiguresCommand
{
    private static readonly Option<string?> AsOf = new("--as-of")
    {
        Description = "数据日期，缺省为各指标自己的日期 / the date; each figure's own when left out, yyyy-MM-dd",
    };

    private static readonly Option<string?> KnownAt = new("--known-at")
    {
        Description = "数据版本时点，缺省为现在 / as known at this instant, ISO 8601",
    };

    private static readonly Option<string?> Pack = new("--pack")
    {
        Description = "只列一个政策包的指标，如 supervision/sba7a / the figures of one pack",
    };

    private static readonly Option<bool> Truth = new("--truth")
    {
        Description = "与 DIR/truth.json 逐项比较，不等则退出码 2 / compare with DIR/truth.json; exit code 2 when not equal",
    };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command(
            "figures",
            """
            列出全部指标 / print every figure
            例 example: huoshui figures --as-of 2025-06-30 --json
            """)
        {
            AsOf, KnownAt, Pack, Truth,
            CommonOptions.Facts, CommonOptions.Json, CommonOptions.Data, CommonOptions.Language,
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
        // A pack with an error gives no values; the others go on.
        foreach (var problem in FigureArguments.Problems(calculator, when.AsOf))
            Say.Wrong(problem);
        var pack = parse.GetValue(Pack);
        if (pack is not null && calculator.Figures.OfPack(pack).Count == 0)
            return Say.Wrong($"没有登记指标的政策包“{pack}” / no pack '{pack}' with figures; see huoshui pack check");
        var values = pack is null
            ? await calculator.AllAsync(when.AsOf, when.KnownAt, cancellationToken)
            : await calculator.ValuesAsync(calculator.Figures.OfPack(pack), when.AsOf, when.KnownAt, cancellationToken);
        var truth = TruthFile.Read(parse.GetValue(CommonOptions.Data)!);
        if (parse.GetValue(CommonOptions.Json))
            Console.Out.WriteLine(Json(values));
        else
            Print(values, truth, parse.GetValue(CommonOptions.Language)!);
        if (!parse.GetValue(Truth))
            return ExitCodes.Good;
        if (truth is null)
        {
            return Say.Wrong(
                "数据文件夹里没有 truth.json；它由 huoshui demo 或 city generate 写出 / no truth.json in the data folder");
        }

        var unequal = values.Where(v => truth.Differs(v)).Select(v => v.Figure.Id).ToList();
        if (unequal.Count == 0)
            return ExitCodes.Good;
        Console.Error.WriteLine($"与 truth.json 不等 / not equal to truth.json: {string.Join(", ", unequal)}");
        return ExitCodes.InputFailed;
    }

    private static string Json(IReadOnlyList<FigureValue> values)
    {
        var items = new JsonArray();
        foreach (var v in values)
        {
            items.Add(new JsonObject
            {
                ["id"] = v.Figure.Id,
                ["value"] = v.Value is { } value ? JsonValue.Create(value) : null,
                ["unit"] = v.Figure.Unit,
                ["state"] = v.State,
                ["asOf"] = v.AsOf.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                ["knownAt"] = v.KnownAt.ToString("O", CultureInfo.InvariantCulture),
                ["formula"] = v.Figure.Formula.En,
            });
        }

        return items.ToJsonString(FigureArguments.JsonStyle);
    }

    // In the figure's own unit, so that it stands beside truth.json, but with the formatter of the pages.
    private static string Unrounded(decimal value, Unit unit, MeasureFormat format) =>
        format.Join(format.Exact(value), unit);

    private static void Print(IReadOnlyList<FigureValue> values, TruthFile? truth, string language)
    {
        var isEnglish = string.Equals(language, "en", StringComparison.Ordinal);
        var format = MeasureFormat.For(language);
        var table = new Table().Border(TableBorder.Simple);
        foreach (var title in isEnglish
                     ? new[] { "id", "figure", "as of", "value", "unrounded" }
                     : ["编号", "指标", "数据日期", "数值", "未取整"])
        {
            table.AddColumn(title);
        }

        if (truth is not null)
            table.AddColumn("truth.json").AddColumn(isEnglish ? "equal" : "相等");
        foreach (var v in values)
        {
            List<string> row =
            [
                v.Figure.Id, v.Figure.Name.In(language), format.Date(v.AsOf), FigureText.Of(v, format),
                v.Value is { } value ? Unrounded(value, v.Figure.NamedUnit, format) : string.Empty,
            ];
            if (truth is not null)
                row.AddRange(truth.Columns(v, format, isEnglish));
            table.AddRow([.. row.Select(Markup.Escape)]);
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Out) });
        if (Console.IsOutputRedirected)
            console.Profile.Width = 240;
        console.Write(table);
    }
}

/// <summary>What the figure commands read from their options.</summary>
internal static class FigureArguments
{
    /// <summary>Readable JSON with Chinese as it is.</summary>
    public static JsonSerializerOptions JsonStyle { get; } = new()
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Reads the two instants; false with a message when one is not a date.</summary>
    public static bool TryRead(
        string? asOf, string? knownAt, out (DateOnly? AsOf, DateTimeOffset? KnownAt) when, out string wrong)
    {
        when = default;
        wrong = string.Empty;
        DateOnly date = default;
        DateTimeOffset instant = default;
        if (asOf is not null
            && !DateOnly.TryParseExact(asOf, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out date))
        {
            wrong = $"--as-of {asOf}：应为 yyyy-MM-dd，如 2025-06-30 / must be like 2025-06-30";
            return false;
        }

        if (knownAt is not null
            && !DateTimeOffset.TryParse(
                knownAt, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out instant))
        {
            wrong = $"--known-at {knownAt}：应为 ISO 8601 时刻，如 2025-07-15T08:00:00Z / must be an ISO 8601 instant";
            return false;
        }

        when = (asOf is null ? null : date, knownAt is null ? null : instant);
        return true;
    }

    /// <summary>The errors of the packs, each once.</summary>
    public static IEnumerable<string> Problems(FigureCalculator calculator, DateOnly? asOf)
    {
        var library = calculator.Figures;
        var dates = library.Figures.Where(f => f.IsConnected).Select(f => asOf ?? f.AsOf).Distinct();
        return library.Diagnostics.Concat(dates.SelectMany(d => calculator.Compiler.Plan(d).Diagnostics))
            .Where(d => d.Severity == Diagnostics.DiagnosticSeverity.Error).Select(d => d.ToLine("zh"))
                .Distinct(StringComparer.Ordinal);
    }
}
