using Huoshui.Diagnostics;
using Huoshui.Dmn.Feel.Syntax;

namespace Huoshui.Dmn.Tables;

/// <summary>DMN5xxx: what the verification finds in decision tables. Each has an entry in
/// docs/reference/dmn-diagnostics.md.</summary>
internal static class TableFindings
{
    public static Diagnostic Gap(string table, string witness, Place at) => Warning(
        "DMN5001",
        $"“{table}”：没有规则适用于 {witness}。请补一条规则或默认输出。",
        $"{table}: no rule covers {witness}. Add a rule or a default output.",
        at);

    public static Diagnostic Overlap(string table, int first, int second, string witness, Place at) => Error(
        "DMN5002",
        $"“{table}”：命中策略为 UNIQUE，但规则 {first} 与 {second} 同时命中 {witness}。请改条件，或改用 FIRST 等策略。",
        $"{table}: the hit policy is UNIQUE, but rules {first} and {second} both match {witness}. "
            + "Change the conditions, or the hit policy.",
        at);

    public static Diagnostic Conflict(string table, int first, int second, string witness, Place at) => Error(
        "DMN5003",
        $"“{table}”：命中策略为 ANY，但规则 {first} 与 {second} 在 {witness} 时输出不同。",
        $"{table}: the hit policy is ANY, but the outputs of rules {first} and {second} differ for {witness}.",
        at);

    public static Diagnostic Masked(string table, int rule, string by, string witness, Place at) => Warning(
        "DMN5004",
        $"“{table}”：规则 {rule} 永远不会生效：凡符合它的（如 {witness}）都先命中规则 {by}。请删除或调整次序。",
        $"{table}: rule {rule} never takes effect: whatever matches it (such as {witness}) meets rules {by} first. "
            + "Remove it or change the order.",
        at);

    public static Diagnostic Subsumed(string table, int rule, int by, string witness, Place at) => Warning(
        "DMN5005",
        $"“{table}”：规则 {rule} 多余：规则 {by} 涵盖它且输出相同（如 {witness}）。可以删除。",
        $"{table}: rule {rule} is redundant: rule {by} covers it with the same output (such as {witness}). It can go.",
        at);

    public static Diagnostic Mergeable(string table, int first, int second, string column, Place at) => Information(
        "DMN5006",
        $"“{table}”：规则 {first} 与 {second} 只有“{column}”不同且输出相同，可以合并为一条。",
        $"{table}: rules {first} and {second} differ only in '{column}' and have the same output; they can be one.",
        at);

    public static Diagnostic Advice(string table, string current, string better, string why, string whyEn, Place at) =>
        Information(
            "DMN5007",
            $"“{table}”：命中策略 {current} 可改为 {better}：{why}。",
            $"{table}: the hit policy {current} could be {better}: {whyEn}.",
            at);

    public static Diagnostic NotAnalysable(string table, string cell, Place at) => Information(
        "DMN5008",
        $"“{table}”：单元格“{cell}”随变量而变，含它的规则未参与核查。",
        $"{table}: the cell '{cell}' depends on variables; rules with it were left out of the verification.",
        at);

    public static Diagnostic Unfinished(string table, long limit, Place at) => Information(
        "DMN5009",
        $"“{table}”：组合过多，核查在 {limit} 步后停止，未必找出全部问题。",
        $"{table}: too many combinations; the verification stopped after {limit} steps and may have missed problems.",
        at);

    public static Diagnostic Shortened(string table, string what, string whatEn, int limit, Place at) => Information(
        "DMN5010",
        $"“{table}”：只列出前 {limit} 项{what}。",
        $"{table}: only the first {limit} {whatEn} are listed.",
        at);

    private static Diagnostic Error(string code, string zh, string en, Place at) =>
        Diagnostic.Error(code, zh, en, at.Text.Source, at.InSource);

    private static Diagnostic Warning(string code, string zh, string en, Place at) =>
        Diagnostic.Warning(code, zh, en, at.Text.Source, at.InSource);

    private static Diagnostic Information(string code, string zh, string en, Place at) => new(
        code, DiagnosticSeverity.Information, new LocalizedText(zh, en), at.Text.Source, at.InSource);
}
