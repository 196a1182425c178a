using Huoshui.Diagnostics;

namespace Huoshui.Vtl.Syntax;

/// <summary>VTL1xxx: what is wrong with the form of a script. Each code has an entry in
/// docs/reference/vtl-diagnostics.md.</summary>
internal static class SyntaxErrors
{
    public static Diagnostic UnknownCharacter(string text, Place at) => Error(
        "VTL1001", $"不认识的字符“{text}”。请删除，或把它放进引号。", $"Unknown character '{text}'. Remove it or put it in quotes.", at);

    public static Diagnostic UnclosedComment(Place at) => Error(
        "VTL1002", "注释没有结束。请补上 */。", "The comment does not end. Add */.", at);

    public static Diagnostic UnclosedString(Place at) => Error(
        "VTL1003", "字符串没有结束。请补上双引号。", "The string does not end. Add a double quote.", at);

    public static Diagnostic UnclosedName(Place at) => Error(
        "VTL1004", "带引号的名称没有结束。请补上单引号。", "The quoted name does not end. Add a single quote.", at);

    public static Diagnostic NonAsciiName(string name, Place at) => Error(
        "VTL1005",
        $"名称“{name}”含有标准以外的字母。请写成 '{name}'，或打开扩展。",
        $"The name '{name}' has letters outside the standard. Write '{name}' in single quotes, or allow extensions.",
        at);

    public static Diagnostic Expected(string expected, string found, Place at) => Error(
        "VTL1006", $"此处应为 {expected}，却是 {found}。", $"Expected {expected}, found {found}.", at);

    public static Diagnostic ReservedWord(string word, Place at) => Error(
        "VTL1007",
        $"“{word}”是保留字，不能直接作名称。请写成 '{word}'。",
        $"'{word}' is a reserved word and cannot be a name. Write it in single quotes.",
        at);

    public static Diagnostic ExpressionExpected(string found, Place at) => Error(
        "VTL1008", $"此处应为表达式，却是 {found}。", $"Expected an expression, found {found}.", at);

    public static Diagnostic TooDeep(int limit, Place at) => Error(
        "VTL1009",
        $"表达式嵌套超过 {limit} 层。请拆成几个赋值。",
        $"The expression is nested more than {limit} levels deep. Split it into several assignments.",
        at);

    public static Diagnostic ExtensionIsOff(string what, Place at) => Error(
        "VTL1010",
        $"“{what}”是本平台的扩展，不属于 VTL 2.2。请改写，或打开扩展。",
        $"'{what}' is an extension and not part of VTL 2.2. Rewrite it, or allow extensions.",
        at);

    public static Diagnostic NumberTooLarge(string text, Place at) => Error(
        "VTL1011",
        $"整数 {text} 超出 64 位。请写成带小数的数。",
        $"The integer {text} needs more than 64 bits. Write it as a number with decimals.",
        at);

    public static Diagnostic TooLong(int limit, Place at) => Error(
        "VTL1012",
        $"脚本超过 {limit} 个字符。请分成几个文件。",
        $"The script has more than {limit} characters. Split it into several files.",
        at);

    private static Diagnostic Error(string code, string zh, string en, Place at) =>
        Diagnostic.Error(code, zh, en, at.Source, at.Span);
}
