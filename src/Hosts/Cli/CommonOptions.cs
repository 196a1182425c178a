using System.CommandLine;
using System.Globalization;
using Huoshui.Systems.City;

namespace Huoshui.Cli;

/// <summary>Options that many commands share, with one meaning everywhere.</summary>
internal static class CommonOptions
{
    /// <summary>The data folder.</summary>
    public static Option<string> Data { get; } = new("--data")
    {
        Description = "数据文件夹 / the data folder",
        DefaultValueFactory = _ => "./data",
    };

    /// <summary>Where figures are computed.</summary>
    public static Option<string?> Facts { get; } = new("--facts")
    {
        Description = "在 ClickHouse 上计算指标：clickhouse://用户@主机:8123/库（TLS 用 clickhouses://；"
            + "几台服务器用逗号分开：clickhouse://用户@主机1:8123,主机2:8123/库，按机构分放），密码放在 HUOSHUI_FACTS_PASSWORD；"
            + "缺省为 HUOSHUI_FACTS，再缺省为内嵌引擎（embedded）"
            + " / compute figures on ClickHouse: clickhouse://USER@HOST:8123/DATABASE (clickhouses:// for TLS;"
            + " several servers: clickhouse://USER@HOST1:8123,HOST2:8123/DATABASE, each for its institutions),"
            + " the password in HUOSHUI_FACTS_PASSWORD; default HUOSHUI_FACTS, else the embedded engine (embedded)",
    };

    /// <summary>For machines.</summary>
    public static Option<bool> Json { get; } = new("--json") { Description = "输出 JSON / print JSON" };

    /// <summary>Whose name an act carries.</summary>
    public static Option<string?> As { get; } = new("--as")
    {
        Description = "以此用户的名义办理（记入审计）/ act under this account's name (audited)",
    };

    /// <summary>Language of what is printed.</summary>
    public static Option<string> Language { get; } = Lang();

    /// <summary>What is wrong with the scale of a city; null if nothing.</summary>
    public static string? ScaleProblem(decimal scale) =>
        scale is >= CityOptions.MinimumScale and <= CityOptions.MaximumScale
        ? null
        : string.Create(
            CultureInfo.InvariantCulture,
            $"--scale {scale}：应为 {CityOptions.MinimumScale} 至 {CityOptions.MaximumScale} / "
            + $"must be from {CityOptions.MinimumScale} to {CityOptions.MaximumScale}");

    private static Option<string> Lang()
    {
        var option = new Option<string>("--lang")
        {
            Description = "输出语言 zh 或 en；缺省随 LC_ALL、LC_MESSAGES、LANG（en* 为英文，其余为中文）"
                + " / language of the output; default by LC_ALL, LC_MESSAGES, LANG: en* English, else Chinese",
            // What a machine reads is the same wherever it runs.
            DefaultValueFactory = result =>
                result.GetResult(Json) is { Implicit: false } ? "zh" : OutputLanguage.OfEnvironment(),
        };
        option.AcceptOnlyFromAmong("zh", "en");
        return option;
    }
}

/// <summary>What a command ends with.</summary>
internal static class ExitCodes
{
    /// <summary>All good.</summary>
    public const int Good = 0;

    /// <summary>It could not run: wrong arguments, no such folder, a broken pack.</summary>
    public const int CouldNotRun = 1;

    /// <summary>It ran, and the input failed.</summary>
    public const int InputFailed = 2;
}

/// <summary>Errors on standard error: one line that says what, where and what to do.</summary>
internal static class Say
{
    /// <summary>Prints the line and gives <see cref="ExitCodes.CouldNotRun"/>.</summary>
    public static int Wrong(string line)
    {
        Console.Error.WriteLine(line);
        return ExitCodes.CouldNotRun;
    }
}
