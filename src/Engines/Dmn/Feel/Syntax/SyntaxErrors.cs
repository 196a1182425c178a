using Huoshui.Diagnostics;

namespace Huoshui.Dmn.Feel.Syntax;

/// <summary>DMN2xxx: what is wrong with the form of an expression. Each has an entry in
/// docs/reference/dmn-diagnostics.md.</summary>
internal static class SyntaxErrors
{
    public static Diagnostic Expected(string what, string found, Place at) => Error(
        "DMN2001", $"此处应为 {what}，却是 {found}。", $"Expected {what}, found {found}.", at);

    public static Diagnostic ExpressionExpected(string found, Place at) => Error(
        "DMN2002", $"此处应为表达式，却是 {found}。", $"Expected an expression, found {found}.", at);

    public static Diagnostic UnclosedString(Place at) => Error(
        "DMN2003", "字符串没有结束。请补上双引号。", "The string does not end. Add a double quote.", at);

    public static Diagnostic UnclosedComment(Place at) => Error(
        "DMN2004", "注释没有结束。请补上 */。", "The comment does not end. Add */.", at);

    public static Diagnostic TooDeep(int limit, Place at) => Error(
        "DMN2005",
        $"表达式嵌套超过 {limit} 层。请拆成几个决策或上下文条目。",
        $"The expression is nested more than {limit} levels deep. Split it into several decisions or context entries.",
        at);

    /// <summary>An error where what follows cannot be read either.</summary>
    public static Diagnostic UnknownName(string name, string? near, bool isError, Place at) => new(
        "DMN2006",
        isError ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning,
        new LocalizedText(
            $"没有名为“{name}”的变量或函数，结果为 null。{(near is null ? "" : $"是否指“{near}”？")}",
            $"There is no variable or function '{name}'; the result is null."
                + (near is null ? "" : $" Do you mean '{near}'?")),
        at.Text.Source, at.InSource);

    public static Diagnostic FullWidth(
        char found, string plain, int number, int count, string pairs, Place at) => Error(
        "DMN2010",
        $"第 {number} 个字符“{found}”是全角标点，请改用半角“{plain}”。"
            + (count == 1 ? "" : $"这个表达式共有 {count} 处：{pairs}。"),
        $"Character {number}, '{found}', is full-width punctuation; type '{plain}' instead."
            + (count == 1 ? "" : $" There are {count} of them in the expression: {pairs}."),
        at);

    public static Diagnostic NotRequired(string name, string requirement, bool isError, Place at) => new(
        "DMN2011",
        isError ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning,
        new LocalizedText(
            $"模型中有“{name}”，但这里没有引用它，结果为 null。请给本元素添加指向它的 {requirement}（图上连一条线）。",
            $"The model has '{name}', but it is not required here; the result is null. Give this element "
                + $"{(requirement[0] == 'i' ? "an" : "a")} {requirement} of it (an arrow in the diagram)."),
        at.Text.Source, at.InSource);

    public static Diagnostic UnknownType(string name, Place at) => Error(
        "DMN2007", $"没有名为“{name}”的类型。", $"There is no type named '{name}'.", at);

    public static Diagnostic DuplicateKey(string name, Place at) => Error(
        "DMN2008", $"上下文中“{name}”出现两次。请改名。", $"'{name}' stands twice in the context. Rename one.", at);

    public static Diagnostic TooManyOperators(int limit, Place at) => Error(
        "DMN2009",
        $"表达式的运算符超过 {limit} 个。请拆成几个决策或上下文条目。",
        $"The expression has more than {limit} operators. Split it into several decisions or context entries.",
        at);

    private static Diagnostic Error(string code, string zh, string en, Place at) =>
        Diagnostic.Error(code, zh, en, at.Text.Source, at.InSource);
}

/// <summary>Ends a parse; caught where the parse began.</summary>
internal sealed class FeelSyntaxException(Diagnostic diagnostic) : Exception(diagnostic.Message.En)
{
    public Diagnostic Diagnostic { get; } = diagnostic;
}
