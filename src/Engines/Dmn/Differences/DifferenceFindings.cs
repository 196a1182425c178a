using System.Globalization;
using Huoshui.Diagnostics;
using Huoshui.Dmn.Feel.Syntax;

namespace Huoshui.Dmn.Differences;

/// <summary>DMN5011 and following: what a comparison of versions or a proof could not do. Each has an entry in
/// docs/reference/dmn-diagnostics.md.</summary>
internal static class DifferenceFindings
{
    public static Diagnostic Unfinished(string decision, long limit, Place at) => Information(
        "DMN5011",
        $"“{decision}”：断点的组合超过上限 {limit}，没有全部比较，可能漏掉差异。请固定一部分输入，或提高上限。",
        $"{decision}: the combinations of break points exceed the limit of {limit}; not all were compared and "
            + "differences may be missing. Fix some inputs, or raise the limit.",
        at);

    public static Diagnostic Shortened(string decision, int limit, int count, Place at) => Information(
        "DMN5012",
        $"“{decision}”：有 {count} 处变化，只列出前 {limit} 处。",
        $"{decision}: there are {count} changed regions; only the first {limit} are listed.",
        at);

    public static Diagnostic Sampled(string decision, IReadOnlyList<string> inputs, int examples, Place at)
    {
        var names = string.Join(", ", inputs);
        var count = examples.ToString(CultureInfo.InvariantCulture);
        return Information(
            "DMN5013",
            $"“{decision}”：输入 {names} 参与计算，不能只凭断点比较；只按 {count} 组例子的取值比较。",
            $"{decision}: the inputs {names} are calculated with, so break points do not tell everything; compared at "
                + $"the values of {count} examples only.",
            at);
    }

    public static Diagnostic NoChange(string decision, int limit, Place at) => Information(
        "DMN5014",
        $"“{decision}”：改动不超过 {limit} 项输入时，没有找到所要的结论。",
        $"{decision}: no change of up to {limit} inputs was found that gives a wanted answer.",
        at);

    public static Diagnostic SearchEnded(string decision, int limit, Place at) => Information(
        "DMN5015",
        $"“{decision}”：试算 {limit} 次后停止，没有找到所要的结论；不等于没有。",
        $"{decision}: the search ended after {limit} evaluations without a wanted answer; there may be one.",
        at);

    private static Diagnostic Information(string code, string zh, string en, Place at) => new(
        code, DiagnosticSeverity.Information, new LocalizedText(zh, en), at.Text.Source, at.InSource);
}
