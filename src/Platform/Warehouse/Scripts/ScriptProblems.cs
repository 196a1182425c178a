using System.Globalization;
using Huoshui.Diagnostics;

namespace Huoshui.Warehouse.Scripts;

/// <summary>Why a run ends before its end: docs/reference/workbench-diagnostics.md.</summary>
internal static class ScriptProblems
{
    public static Diagnostic TooSlow(ScriptLimits limits)
    {
        var seconds = limits.RunTime.TotalSeconds.ToString(CultureInfo.InvariantCulture);
        return Diagnostic.Error(
            "SCR1003",
            $"试运行超过 {seconds} 秒，已中止。请先用 filter 或 aggr 减少数据点，或改用命令行 huoshui vtl run。",
            $"The run took more than {seconds} s and was stopped. Reduce the data points first, with filter or aggr, "
            + "or use the command huoshui vtl run.");
    }

    public static Diagnostic TooLarge(ScriptLimits limits) => Diagnostic.Error(
        "SCR1004",
        $"试运行需要的内存超过限额（引擎 {limits.Engine.MemoryMebibytes} MiB，进程 {limits.ProcessMebibytes} MiB），已中止。"
        + "请减少连接产生的数据点或列，不要反复拼接文本。",
        $"The run needs more memory than it may have ({limits.Engine.MemoryMebibytes} MiB for the engine, "
        + $"{limits.ProcessMebibytes} MiB for its process) and was stopped. Let joins make fewer data points or "
        + "columns, and do not put long texts together again and again.");

    public static Diagnostic TooManyRows(string result, ScriptLimits limits) => Diagnostic.Error(
        "SCR1005",
        $"结果 {result} 超过 {limits.MaxResultRows} 行，没有给出。请用 filter 或 aggr 减少数据点。",
        $"Result {result} has more than {limits.MaxResultRows} rows and is not given. Reduce its data points with "
        + "filter or aggr.");

    public static Diagnostic Died() => Diagnostic.Error(
        "SCR1010",
        "试运行的进程意外结束，没有结果；门户不受影响。请减少数据点、列或文本长度后再试；反复出现请告诉系统管理员。",
        "The process of the run ended unexpectedly and gave no result; the portal goes on. Try again with fewer data "
        + "points, columns or shorter texts; tell the system administrator when it happens again.");

    public static Diagnostic Failed() => Diagnostic.Error(
        "SCR1011",
        "引擎不能执行这个脚本，原因已记入日志。请改用别的写法；反复出现请告诉系统管理员。",
        "The engine cannot run this script; the log says why. Write it in another way; tell the system administrator "
        + "when it happens again.");

    public static Diagnostic NoProcess() => Diagnostic.Error(
        "SCR1012",
        "现在不能启动试运行的进程，脚本没有运行。请稍后再试，并告诉系统管理员。",
        "No process for a run can be started now, and the script was not run. Try again later, and tell the system "
        + "administrator.");
}
