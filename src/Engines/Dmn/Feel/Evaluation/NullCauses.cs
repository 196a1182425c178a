using Huoshui.Diagnostics;
using Huoshui.Dmn.Feel.Syntax;
using Huoshui.Dmn.Feel.Values;

namespace Huoshui.Dmn.Feel.Evaluation;

/// <summary>DMN3xxx: why a result is null. Each has an entry in docs/reference/dmn-diagnostics.md.</summary>
internal static class NullCauses
{
    public static Diagnostic Operands(string operation, FeelValue left, FeelValue right, Place at) => Cause(
        "DMN3001",
        $"“{operation}”不能用于{GivenZh(left)}和{GivenZh(right)}。{HintZh(left, right)}",
        $"'{operation}' is not defined for {GivenEn(left)} and {GivenEn(right)}.{HintEn(left, right)}",
        at);

    public static Diagnostic OutOfRange(string operation, Place at) => Cause(
        "DMN3002",
        $"“{operation}”的结果超出可表示的范围。",
        $"The result of '{operation}' is out of range.",
        at);

    public static Diagnostic DivisionByZero(Place at) => Cause(
        "DMN3003", "除数为零。请先判断除数。", "Division by zero. Test the divisor first.", at);

    public static Diagnostic UnknownName(string name, Place at) => Cause(
        "DMN3004", $"此处没有名为“{name}”的变量。", $"There is no variable '{name}' here.", at);

    public static Diagnostic NoMember(string name, FeelValue owner, Place at) => Cause(
        "DMN3005",
        $"{TypeWords.KindZh(owner.Kind)}没有成分“{name}”。",
        $"What stands before '.{name}' is {TypeWords.KindEn(owner.Kind)} and has no member '{name}'.",
        at);

    public static Diagnostic IndexOutside(string index, int count, Place at) => Cause(
        "DMN3006",
        $"位置 {index} 不在列表内（共 {count} 项；从 1 数起，或从 −1 倒数）。",
        $"Position {index} is outside the list of {count} items (counted from 1, or from −1 backwards).",
        at);

    public static Diagnostic NotAFunction(FeelValue value, Place at) => Cause(
        "DMN3007",
        $"被调用的是{TypeWords.KindZh(value.Kind)}，不是函数。",
        $"What is called is {TypeWords.KindEn(value.Kind)} and not a function.",
        at);

    public static Diagnostic NoSignature(string function, string signatures, Place at) => Cause(
        "DMN3008",
        $"参数的个数或名称与函数“{function}”不符：{signatures}。",
        $"The number or names of the arguments do not fit the function '{function}': {signatures}.",
        at);

    public static Diagnostic Argument(string function, string parameter, string expected, FeelValue value, Place at) =>
        Cause(
            "DMN3009",
            $"函数“{function}”的参数“{parameter}”需要{TypeWords.OneOfZh(expected)}，这里是{GivenZh(value)}。",
            $"The argument '{parameter}' of the function '{function}' must be {TypeWords.OneOfEn(expected)}, but it is "
                + $"{GivenEn(value)}.",
            at);

    public static Diagnostic NotOfType(FeelValue value, FeelType type, Place at) => Cause(
        "DMN3010",
        $"需要{TypeWords.Zh(type)}，这里是{GivenZh(value)}。{NumberHintZh(value, type)}",
        $"Needed is {TypeWords.En(type)}, but this is {GivenEn(value)}.{NumberHintEn(value, type)}",
        at);

    public static Diagnostic NotAllowed(FeelValue value, string type, string allowed, Place at) => Cause(
        "DMN3011",
        $"{Shown(value)} 不在 {type} 允许的取值之内：{allowed}。",
        $"{Shown(value)} is not among the values that {type} allows: {allowed}.",
        at);

    public static Diagnostic Unreadable(string function, string text, Place at) => Cause(
        "DMN3012",
        $"“{Short(text)}”不是 {function} 能读的写法。",
        $"'{Short(text)}' is not a form that {function} can read.",
        at);

    public static Diagnostic NotBoolean(string where, FeelValue value, Place at) => Cause(
        "DMN3013",
        $"{where} 的条件需要 true 或 false，这里是{GivenZh(value)}。",
        $"The condition of {where} must be true or false, but it is {GivenEn(value)}.",
        at);

    public static Diagnostic NotIterable(FeelValue value, Place at) => Cause(
        "DMN3014",
        $"不能逐项处理{GivenZh(value)}：需要列表（list），或整数、日期的范围。",
        $"What is to be gone through is {GivenEn(value)}: a list or a range of whole numbers or dates is needed.",
        at);

    public static Diagnostic SeveralRules(string policy, string rules, Place at) => Cause(
        "DMN3015",
        $"命中策略 {policy} 只允许一条规则（或相同结果），却命中第 {rules} 条。",
        $"The hit policy {policy} allows one rule (or equal outputs), but rules {rules} match.",
        at);

    public static Diagnostic NoRule(Place at) => Cause(
        "DMN3016",
        "没有规则命中，也没有默认输出。",
        "No rule matches, and there is no default output.",
        at);

    public static Diagnostic NoInput(string name, Place at) => Cause(
        "DMN3017", $"没有给出输入“{name}”。", $"The input '{name}' was not given.", at);

    public static Diagnostic NoLogic(string name, Place at) => Cause(
        "DMN3018", $"“{name}”没有决策逻辑。", $"'{name}' has no decision logic.", at);

    public static Diagnostic Pattern(string pattern, string reason, Place at) => Cause(
        "DMN3019",
        $"正则表达式“{Short(pattern)}”有误：{reason}。",
        $"The regular expression '{Short(pattern)}' is wrong: {reason}.",
        at);

    public static Diagnostic Undecided(string operation, Place at) => Cause(
        "DMN3020",
        $"“{operation}”的操作数中有 null 或非布尔值，无法判断。",
        $"An operand of '{operation}' is null or no boolean, so that it cannot be decided.",
        at);

    public static Diagnostic Ends(FeelValue start, FeelValue end, Place at) => Cause(
        "DMN3021",
        $"范围的两端 {Shown(start)} 与 {Shown(end)} 须为同类且左端不大于右端。",
        $"The ends of a range, {Shown(start)} and {Shown(end)}, must be of one kind and in order.",
        at);

    public static Diagnostic External(string what, Place at) => Cause(
        "DMN3022",
        $"外部函数“{what}”不在允许之列。",
        $"The external function '{what}' is not among those that are allowed.",
        at);

    public static Diagnostic NotInValues(FeelValue value, string allowed, Place at) => Cause(
        "DMN3023",
        $"{Shown(value)} 不在决策表列出的取值之内：{allowed}。",
        $"{Shown(value)} is not among the values that the decision table lists: {allowed}.",
        at);

    // A text as people write it, with its kind: 文字（string）“20”.
    private static string GivenZh(FeelValue value) => value switch
    {
        NullValue => TypeWords.KindZh(value.Kind),
        StringValue text => $"{TypeWords.KindZh(value.Kind)}“{Short(text.Text)}”",
        _ => $"{TypeWords.KindZh(value.Kind)}{Shown(value)}",
    };

    private static string GivenEn(FeelValue value) => value switch
    {
        NullValue => "null",
        StringValue text => $"the string '{Short(text.Text)}'",
        _ => $"the {value.Kind} {Shown(value)}",
    };

    private static bool IsNumberInQuotes(FeelValue value) =>
        value is StringValue text && FeelNumber.Parse(text.Text.Trim(), allowsExponent: true) is not null;

    private static bool AreNumberAndQuoted(FeelValue left, FeelValue right) =>
        (IsNumberInQuotes(left) && right is NumberValue) || (left is NumberValue && IsNumberInQuotes(right));

    private static string HintZh(FeelValue left, FeelValue right) =>
        AreNumberAndQuoted(left, right) ? "数字不加引号；文字可用 number(…) 转成数字。" : "";

    private static string HintEn(FeelValue left, FeelValue right) => AreNumberAndQuoted(left, right)
        ? " Numbers have no quotes; number(…) makes one of a string." : "";

    private static string NumberHintZh(FeelValue value, FeelType type) =>
        type.Unconstrained == FeelType.Number ? HintZh(value, FeelValue.From(0)) : "";

    private static string NumberHintEn(FeelValue value, FeelType type) =>
        type.Unconstrained == FeelType.Number ? HintEn(value, FeelValue.From(0)) : "";

    private static string Shown(FeelValue value) => Short(ValueText.Nested(value));

    private static string Short(string text) => text.Length <= 60 ? text : text[..60] + "…";

    private static Diagnostic Cause(string code, string zh, string en, Place at) =>
        Diagnostic.Warning(code, zh, en, at.Text.Source, at.InSource);
}
