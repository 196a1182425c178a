using Huoshui.Diagnostics;
using Huoshui.Vtl.Plan;
using Huoshui.Vtl.Syntax;

namespace Huoshui.Vtl.Semantics;

/// <summary>VTL2xxx: what is wrong with the meaning of a script; VTL3xxx: what is not supported yet. Each has an entry
/// in
/// docs/reference/vtl-diagnostics.md.</summary>
internal static class SemanticErrors
{
    public static Diagnostic UnknownName(string name, Place at) => Error(
        "VTL2001", $"没有名为“{name}”的数据集、参数或标量。", $"There is no data set, parameter or scalar named '{name}'.", at);

    public static Diagnostic UnknownComponent(string name, IEnumerable<string> known, Place at) => Error(
        "VTL2002",
        $"没有成分“{name}”。可用：{Some(known)}。",
        $"There is no component '{name}'. There are: {Some(known)}.",
        at);

    public static Diagnostic UnknownFunction(string name, Place at) => Error(
        "VTL2003", $"没有名为“{name}”的算子。", $"There is no operator named '{name}'.", at);

    public static Diagnostic Redefined(string name, Place at) => Error(
        "VTL2004", $"“{name}”已有定义。请换一个名称。", $"'{name}' is already defined. Take another name.", at);

    public static Diagnostic Circular(string name, Place at) => Error(
        "VTL2005", $"“{name}”直接或间接引用了自己。", $"'{name}' refers to itself, directly or through others.", at);

    public static Diagnostic WrongType(string operation, string expected, string actual, Place at) => Error(
        "VTL2006",
        $"算子 {operation} 需要 {expected}，却是 {actual}。",
        $"Operator {operation} needs {expected}, but this is {actual}.",
        at);

    public static Diagnostic Incompatible(string operation, string left, string right, Place at) => Error(
        "VTL2007",
        $"算子 {operation} 两边的类型不能相配：{left} 与 {right}。请先用 cast 转换。",
        $"The types on both sides of {operation} do not match: {left} and {right}. Convert one with cast.",
        at);

    public static Diagnostic ArgumentCount(string operation, string expected, int actual, Place at) => Error(
        "VTL2008",
        $"{operation} 需要 {expected} 个参数，却有 {actual} 个。",
        $"{operation} takes {expected} arguments, but there are {actual}.",
        at);

    public static Diagnostic DatasetExpected(string operation, Place at) => Error(
        "VTL2009", $"{operation} 需要数据集，此处是标量。", $"{operation} needs a data set, but this is a scalar.", at);

    public static Diagnostic ScalarExpected(string operation, Place at) => Error(
        "VTL2010", $"{operation} 在此处需要标量或成分，却是数据集。",
        $"{operation} needs a scalar or component here, but this is a data set.", at);

    public static Diagnostic IdentifiersDiffer(string operation, Place at) => Error(
        "VTL2011",
        $"{operation} 的数据集标识不相容：其中一个的标识须包含其他各个的标识，且类型相同。",
        $"The identifiers of the data sets of {operation} do not match: those of one must include those of the " +
            $"others, with the same types.",
        at);

    public static Diagnostic MeasuresDiffer(string operation, Place at) => Error(
        "VTL2012",
        $"{operation} 的数据集度量不同。请先用 keep 或 rename 对齐。",
        $"The data sets of {operation} have different measures. Align them with keep or rename first.",
        at);

    public static Diagnostic AttributesDiffer(string operation, Place at) => Error(
        "VTL2012",
        $"{operation} 的数据集属性不同（名称或是否传播）。请先用 keep、drop 或 calc 对齐。",
        $"The data sets of {operation} have different attributes (their names, or viral or not). Align them with " +
            "keep, drop or calc first.",
        at);

    public static Diagnostic OneMeasureExpected(string operation, int actual, Place at) => Error(
        "VTL2013",
        $"{operation} 的数据集须恰有一个度量，却有 {actual} 个。请用 # 或 keep 选一个。",
        $"The data set of {operation} must have exactly one measure, but has {actual}. Choose one with # or keep.",
        at);

    public static Diagnostic NoMeasure(string operation, Place at) => Error(
        "VTL2014", $"{operation} 的数据集没有可用的度量。", $"The data set of {operation} has no measure that it can use.", at);

    public static Diagnostic IdentifierFixed(string name, Place at) => Error(
        "VTL2015",
        $"成分“{name}”是标识，此处不能改变或去掉。",
        $"Component '{name}' is an identifier and cannot be changed or removed here.",
        at);

    public static Diagnostic DuplicateComponent(string name, Place at) => Error(
        "VTL2016", $"结果中成分“{name}”出现两次。请改名。", $"Component '{name}' would appear twice in the result. Rename one.", at);

    public static Diagnostic NotIdentifier(string name, Place at) => Error(
        "VTL2017", $"成分“{name}”不是标识。", $"Component '{name}' is not an identifier.", at);

    public static Diagnostic AmbiguousComponent(string name, Place at) => Error(
        "VTL2018",
        $"成分“{name}”来自几个数据集。请写成 别名#{name}。",
        $"Component '{name}' comes from several data sets. Write alias#{name}.",
        at);

    public static Diagnostic AliasNeeded(Place at) => Error(
        "VTL2019",
        "此处的数据集没有可用的名称，或与另一个重名。请用 as 起别名。",
        "This data set has no name here, or the same as another. Give it an alias with as.",
        at);

    public static Diagnostic AggregateNotAllowed(string name, Place at) => Error(
        "VTL2020",
        $"聚合算子 {name} 不能用在这里，也不能嵌套。请用 aggr 或 over。",
        $"Aggregate {name} cannot stand here and cannot be nested. Use aggr or over.",
        at);

    public static Diagnostic NotAggregated(Place at) => Error(
        "VTL2021",
        "aggr 的表达式必须由聚合算子计算。",
        "An expression of aggr must be computed by an aggregate operator.",
        at);

    public static Diagnostic UnknownRuleset(string name, Place at) => Error(
        "VTL2022", $"没有名为“{name}”的规则集。", $"There is no ruleset named '{name}'.", at);

    public static Diagnostic UnknownValueDomain(string name, Place at) => Error(
        "VTL2023", $"没有名为“{name}”的值域（代码表）。", $"There is no value domain (code list) named '{name}'.", at);

    public static Diagnostic SignatureMismatch(int expected, int actual, Place at) => Error(
        "VTL2024",
        $"规则集的签名有 {expected} 个成分，components 列出 {actual} 个。",
        $"The ruleset's signature has {expected} components, but components lists {actual}.",
        at);

    public static Diagnostic CastImpossible(string from, string to, Place at) => Error(
        "VTL2025", $"{from} 不能转换为 {to}。", $"{from} cannot be cast to {to}.", at);

    public static Diagnostic MaskNeeded(string from, string to, Place at) => Error(
        "VTL2026",
        $"从 {from} 转换为 {to} 需要格式掩码，例如 \"YYYY-MM-DD\"。",
        $"A cast from {from} to {to} needs a mask, for example \"YYYY-MM-DD\".",
        at);

    public static Diagnostic BadArgument(string operation, string zh, string en, Place at) => Error(
        "VTL2027", $"{operation} 的参数不对：{zh}。", $"Wrong argument of {operation}: {en}.", at);

    public static Diagnostic JoinKeys(string zh, string en, Place at) => Error(
        "VTL2028", $"连接的条件不成立：{zh}。", $"The join is not allowed: {en}.", at);

    public static Diagnostic ClauseOrder(string zh, string en, Place at) => Error(
        "VTL2029", $"连接的子句不对：{zh}。", $"Wrong clause of a join: {en}.", at);

    public static Diagnostic UnknownType(string name, Place at) => Error(
        "VTL2030", $"没有名为“{name}”的类型。", $"There is no type named '{name}'.", at);

    public static Diagnostic DuplicateRule(string name, Place at) => Error(
        "VTL2031", $"规则“{name}”出现两次。规则名须唯一。", $"Rule '{name}' appears twice. Rule names must be unique.", at);

    public static Diagnostic WindowNotAllowed(string name, Place at) => Error(
        "VTL2032", $"分析算子 {name} 不能用在这里。", $"Analytic {name} cannot stand here.", at);

    public static Diagnostic UnknownPlaceholder(string name, Place at) => Error(
        "VTL2033",
        $"消息中的占位符 {{{name}}} 不是规则集签名中的成分。",
        $"Placeholder {{{name}}} of the message is not a component of the ruleset's signature.",
        at);

    public static Diagnostic TimeIdentifier(string operation, Place at) => Error(
        "VTL2034",
        $"{operation} 的数据集须恰有一个时间类标识。",
        $"The data set of {operation} must have exactly one identifier of a time type.",
        at);

    public static Diagnostic NameClash(string name, Place at) => Error(
        "VTL2035",
        $"“{name}”是输入数据集，不能再赋值。",
        $"'{name}' is an input data set and cannot be assigned.",
        at);

    public static Diagnostic TooManyStatements(int limit, Place at) => Error(
        "VTL2036", $"语句超过 {limit} 条。", $"There are more than {limit} statements.", at);

    public static Diagnostic TooMuch(int limit, Place at) => Error(
        "VTL2044", $"展开自定义运算后，表达式超过 {limit} 个。请减少嵌套调用，或先存为中间结果。",
        $"With defined operators written out there are more than {limit} expressions. Nest fewer calls, or keep "
        + "intermediate results.", at);

    public static Diagnostic TooMuchSql(long limit, Place at) => Error(
        "VTL2046", $"到这一句为止，脚本的 SQL 超过 {limit} 个字符。请减少嵌套，或先存为中间结果再另写脚本。",
        $"With this statement the SQL of the script has more than {limit} characters. Nest less, or keep intermediate "
        + "results and go on in another script.", at);

    public static Diagnostic SameButForCase(string first, string second, Place at) => Error(
        "VTL2045", $"成分“{first}”和“{second}”只有大小写不同，DuckDB 分不开。请用 rename 改其中一个。",
        $"Components '{first}' and '{second}' differ only in case, which DuckDB does not tell apart. Rename one of "
        + "them.", at);

    public static Diagnostic NotMeasure(string name, Place at) => Error(
        "VTL2037", $"成分“{name}”不是度量。", $"Component '{name}' is not a measure.", at);

    public static Diagnostic NamesForAll(Place at) => Error(
        "VTL2039", "规则集中的规则要么都有名称，要么都没有。", "Either all rules of a ruleset have names or none has.", at);

    public static Diagnostic CircularRules(string item, Place at) => Error(
        "VTL2040",
        $"规则集中“{item}”直接或间接由自己算出。请改用 dataset，或改写规则。",
        $"In the ruleset, '{item}' is computed from itself, directly or through others. Use dataset, or rewrite the rules.",
        at);

    public static Diagnostic OtherVariable(string variable, Place at) => Error(
        "VTL2041",
        $"规则集定义在变量“{variable}”上，此处须写同一个名称（或不写）。",
        $"The ruleset is defined on variable '{variable}': name the same here, or none.",
        at);

    public static Diagnostic UnknownRoutine(string name, Place at) => Error(
        "VTL2042", $"没有名为“{name}”的 SQL 例程。", $"There is no SQL routine named '{name}'.", at);

    public static Diagnostic EvalAlone(Place at) => Error(
        "VTL2043",
        "eval 须单独赋给一个持久结果：名称 <- eval(…)，不能嵌套在其他算子中。",
        "eval stands alone and its result is persistent: name <- eval(…). It cannot be nested in other operators.",
        at);

    public static Diagnostic NotYet(string what, Place at) => Error(
        "VTL3001",
        $"本版本尚不支持 {what}。",
        $"This version does not support {what} yet.",
        at);

    public static Diagnostic PivotNeedsData(Place at) => Error(
        "VTL3002",
        "pivot 的结果结构取决于数据，而此处没有数据。请用 aggr 加 if 逐列写出。",
        "The structure of pivot depends on data, and there are none here. Write the columns out with aggr and if.",
        at);

    public static Diagnostic PivotTooWide(int limit, Place at) => Error(
        "VTL3004", $"pivot 会产生超过 {limit} 列。", $"The pivot would have more than {limit} columns.", at);

    public static Diagnostic PropagationNeeded(string name, Place at) => Error(
        "VTL3003",
        $"传播属性“{name}”来自几个数据集，却没有传播规则。请用 define viral propagation 定义，或先 drop。",
        $"Viral attribute '{name}' comes from several data sets, and there is no propagation rule for it. Define one " +
            "with define viral propagation, or drop it first.",
        at);

    public static Diagnostic BadPropagation(string zh, string en, Place at) => Error(
        "VTL2038", $"传播规则不对：{zh}。", $"Wrong propagation rule: {en}.", at);

    public static string Text(ScalarType type) => type.Kind switch
    {
        null => "null",
        ScalarKind.TimePeriod => "time_period",
        { } kind => kind.ToString().ToLowerInvariant(),
    };

    private static string Some(IEnumerable<string> names)
    {
        var list = names.Take(13).ToList();
        return string.Join(", ", list.Take(12)) + (list.Count > 12 ? " …" : string.Empty);
    }

    private static Diagnostic Error(string code, string zh, string en, Place at) =>
        Diagnostic.Error(code, zh, en, at.Source, at.Span);
}
