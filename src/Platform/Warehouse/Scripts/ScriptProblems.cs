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
        $"试运行需要的内存超过 {limits.Engine.MemoryMebibytes} MiB，已中止。请减少连接产生的数据点或列。",
        $"The run needs more than {limits.Engine.MemoryMebibytes} MiB of memory and was stopped. Let joins make fewer "
        + "data points or columns.");

    public static Diagnostic TooManyRows(string result, ScriptLimits limits) => Diagnostic.Error(
        "SCR1005",
        $"结果 {result} 超过 {limits.MaxResultRows} 行，没有给出。请用 filter 或 aggr 减少数据点。",
        $"Result {result} has more than {limits.MaxResultRows} rows and is not given. Reduce its data points with "
        + "filter or aggr.");
}
