using Huoshui.Diagnostics;
using Huoshui.Warehouse.Scripts;

namespace Huoshui.Systems.Workbench;

/// <summary>Why something is refused: docs/reference/workbench-diagnostics.md.</summary>
internal static class WorkbenchProblems
{
    public static Diagnostic TooLong(int characters, ScriptLimits limits) => Diagnostic.Error(
        "SCR1001",
        $"脚本有 {characters} 个字符，最多 {limits.MaxCharacters} 个。请拆成几个脚本，或改用命令行 huoshui vtl。",
        $"The script has {characters} characters; at most {limits.MaxCharacters} are taken. Split it, or use the "
        + "command huoshui vtl.");

    public static Diagnostic TooLarge(int bytes) => Diagnostic.Error(
        "SCR1001",
        $"请求超过 {bytes} 字节。请把脚本拆成几个，或改用命令行 huoshui vtl。",
        $"The request has more than {bytes} bytes. Split the script, or use the command huoshui vtl.");

    public static Diagnostic UnknownData(string data) => Diagnostic.Error(
        "SCR1002",
        $"没有可用的数据“{Shown(data)}”。请选“示例”，或选报送、数据日期和您可以查看的机构。",
        $"There are no data '{Shown(data)}' for you. Take the example, or a return, a reporting date and an "
        + "institution that you may see.");

    public static Diagnostic Busy() => Diagnostic.Error(
        "SCR1006",
        "正在试运行的脚本已满，请稍后再试；每人同时只能运行一个。",
        "All places for runs are taken; try again shortly. One person runs one script at a time.");

    public static Diagnostic Unreadable(string zh, string en) => Diagnostic.Error(
        "SCR1007",
        $"请求读不出来：{zh}。应为 JSON，如 {{\"script\": \"R := LOANS;\", \"data\": \"example\"}}。",
        $"The request cannot be read: {en}. It should be JSON, as in {{\"script\": \"R := LOANS;\", \"data\": "
        + "\"example\"}.");

    public static Diagnostic HasErrors() => Diagnostic.Error(
        "SCR1008", "脚本有错误，没有运行。请先改正。", "The script has errors and was not run. Mend them first.");

    /// <summary>In the audit log only: nobody is there to be told.</summary>
    public static Diagnostic Abandoned() => Diagnostic.Error(
        "SCR1013", "请求在试运行结束前中断，进程已中止。",
        "The request was abandoned before the run ended, and its process was stopped.");

    /// <summary>In the audit log only: the request fails as a whole.</summary>
    public static Diagnostic Faulted() => Diagnostic.Error(
        "SCR1014", "门户自身出错，试运行没有结果；原因已记入日志。",
        "A fault of the portal ended the run without a result; the log says why.");

    public static Diagnostic TooManyStatements(int statements, ScriptLimits limits) => Diagnostic.Error(
        "SCR1009",
        $"脚本有 {statements} 条语句，本页最多 {limits.MaxStatements} 条。请拆成几个脚本，或改用命令行 huoshui vtl。",
        $"The script has {statements} statements; at most {limits.MaxStatements} are taken here. Split it, or use the "
        + "command huoshui vtl.");

    private static string Shown(string text) => text.Length <= 60 ? text : text[..60] + "…";
}
