using System.Globalization;
using Huoshui.Diagnostics;
using Huoshui.Dmn.Feel.Syntax;

namespace Huoshui.Dmn.Feel.Evaluation;

/// <summary>DMN4xxx: an evaluation that was stopped. Each has an entry in docs/reference/dmn-diagnostics.md.</summary>
internal static class LimitErrors
{
    public static Diagnostic Depth(int limit, Place at) => Error(
        "DMN4001",
        $"调用嵌套超过 {limit} 层（或栈将满）。请检查递归是否会结束。",
        $"Calls are nested more than {limit} deep (or the stack is nearly full). Check that the recursion ends.",
        at);

    public static Diagnostic ListLength(int limit, Place at) => Error(
        "DMN4002",
        $"列表或范围超过 {limit} 项。请缩小。",
        $"A list or range has more than {limit} items. Make it smaller.",
        at);

    public static Diagnostic Steps(long limit, Place at) => Error(
        "DMN4003",
        $"循环与调用超过 {limit} 次。请缩小循环。",
        $"More than {limit} passes of loops and calls. Make the loops smaller.",
        at);

    public static Diagnostic Time(TimeSpan limit, Place at) => Error(
        "DMN4004",
        string.Create(CultureInfo.InvariantCulture, $"计算超过 {limit.TotalSeconds} 秒，已停止。请简化模型。"),
        string.Create(
            CultureInfo.InvariantCulture,
            $"The evaluation took more than {limit.TotalSeconds} seconds and was stopped. Simplify the model."),
        at);

    public static Diagnostic StringLength(int limit, Place at) => Error(
        "DMN4005",
        $"字符串超过 {limit} 个字符。请缩短。",
        $"A string has more than {limit} characters. Make it shorter.",
        at);

    private static Diagnostic Error(string code, string zh, string en, Place at) =>
        Diagnostic.Error(code, zh, en, at.Text.Source, at.InSource);
}
