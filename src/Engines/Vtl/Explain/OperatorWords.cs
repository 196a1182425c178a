using System.Collections.Frozen;
using Huoshui.Diagnostics;

namespace Huoshui.Vtl.Explain;

/// <summary>How each operator with plain arguments is told; square brackets hold what an argument that may be left out
/// adds. The meanings are those of the VTL 2.2 reference manual.</summary>
internal static class OperatorWords
{
    private static readonly FrozenDictionary<string, (string Zh, string En)> Plain =
        new Dictionary<string, (string, string)>(StringComparer.Ordinal)
        {
            ["abs"] = ("{0} 的绝对值", "the absolute value of {0}"),
            ["between"] = ("{0} 在 {1} 与 {2} 之间（含两端）", "{0} is between {1} and {2}, both included"),
            ["ceil"] = ("不小于 {0} 的最小整数", "the smallest integer not below {0}"),
            ["current_date"] = ("今天", "today"),
            ["dateadd"] = ("{0} 之后 {1} 个 {2}", "{0} plus {1} times {2}"),
            ["datediff"] = ("从 {0} 到 {1} 的天数", "the days from {0} to {1}"),
            ["dayofmonth"] = ("{0} 是当月第几日", "the day of the month of {0}"),
            ["dayofyear"] = ("{0} 是当年第几日", "the day of the year of {0}"),
            ["daytomonth"] = ("{0} 天折成月和日的时长", "{0} days as a duration of months and days"),
            ["daytoyear"] = ("{0} 天折成年和日的时长", "{0} days as a duration of years and days"),
            ["exists_in"] = ("{0} 的数据点在 {1} 里有没有", "whether the data points of {0} exist in {1}"),
            ["exp"] = ("e 的 {0} 次方", "e to the power of {0}"),
            ["fill_time_series"] = (
                "补上 {0} 的时间序列里缺的期，值为空", "the missing periods of the time series of {0} added, with null values"),
            ["floor"] = ("不大于 {0} 的最大整数", "the largest integer not above {0}"),
            ["flow_to_stock"] = ("{0} 的流量逐期累计成存量", "the flows of {0} added up to stocks"),
            ["getmonth"] = ("{0} 的月份", "the month of {0}"),
            ["getyear"] = ("{0} 的年份", "the year of {0}"),
            ["instr"] = (
                "{1} 在 {0} 里的位置[，自第 {2} 位找起][，第 {3} 次出现]",
                "the position of {1} in {0}[, from position {2}][, occurrence {3}]"),
            ["intersect"] = ("{0} 共有的数据点，取第一个的", "the data points that {0} have in common, those of the first"),
            ["isnull"] = ("{0} 为空", "{0} is null"),
            ["length"] = ("{0} 的字数", "the length of {0}"),
            ["ln"] = ("{0} 的自然对数", "the natural logarithm of {0}"),
            ["log"] = ("{0} 以 {1} 为底的对数", "the logarithm of {0} to the base {1}"),
            ["lower"] = ("{0} 变为小写", "{0} in lower case"),
            ["ltrim"] = ("{0} 去掉左边的空格", "{0} without blanks on its left"),
            ["match_characters"] = ("{0} 符合式样 {1}", "{0} matches the pattern {1}"),
            ["mod"] = ("{0} 除以 {1} 的余数", "the remainder of {0} divided by {1}"),
            ["monthtoday"] = ("时长 {0} 折成天数", "the duration {0} of months in days"),
            ["nvl"] = ("{0}，为空时取 {1}", "{0}, or {1} where it is null"),
            ["period_indicator"] = ("{0} 的频度", "the frequency of {0}"),
            ["power"] = ("{0} 的 {1} 次方", "{0} to the power of {1}"),
            ["random"] = ("以 {0} 为种子的第 {1} 个随机数", "random number {1} of the seed {0}"),
            ["replace"] = ("{0} 里的 {1} 全部替换[为 {2}]", "{0} with every {1} replaced[ by {2}]"),
            ["round"] = ("{0} 四舍五入到[ {1} 位小数]", "{0} rounded half up[ to {1} decimals]"),
            ["rtrim"] = ("{0} 去掉右边的空格", "{0} without blanks on its right"),
            ["setdiff"] = ("{0} 里只有第一个才有的数据点", "the data points that only the first of {0} has"),
            ["sqrt"] = ("{0} 的平方根", "the square root of {0}"),
            ["stock_to_flow"] = ("{0} 的存量逐期相减成流量", "the stocks of {0} taken apart into flows"),
            ["string_distance"] = ("{1} 与 {2} 的 {0} 距离", "the {0} distance of {1} and {2}"),
            ["substr"] = ("{0} 的一段[，自第 {1} 位起][，共 {2} 位]", "a part of {0}[ from position {1}][, {2} long]"),
            ["symdiff"] = ("{0} 里只有一方才有的数据点", "the data points that only one of {0} has"),
            ["time_agg"] = ("时间归到 {0} 期", "time put into periods of {0}"),
            ["timeshift"] = ("{0} 的时间后移 {1} 期", "{0} with its time shifted by {1} periods"),
            ["trim"] = ("{0} 去掉两边的空格", "{0} without blanks on both sides"),
            ["trunc"] = ("{0} 截到[ {1} 位小数]", "{0} cut off[ at {1} decimals]"),
            ["union"] = ("{0} 合在一起，同一标识符取最先的", "{0} put together, the first of equal identifiers"),
            ["upper"] = ("{0} 变为大写", "{0} in upper case"),
            ["yeartoday"] = ("时长 {0} 折成天数", "the duration {0} of years in days"),
        }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, (string Zh, string En)> Aggregates =
        new Dictionary<string, (string, string)>(StringComparer.Ordinal)
        {
            ["sum"] = ("{0} 之和", "the sum of {0}"),
            ["avg"] = ("{0} 的平均", "the average of {0}"),
            ["count"] = ("[{0} 的]个数", "the number[ of {0}]"),
            ["median"] = ("{0} 的中位数", "the median of {0}"),
            ["min"] = ("{0} 的最小值", "the smallest {0}"),
            ["max"] = ("{0} 的最大值", "the largest {0}"),
            ["stddev_pop"] = ("{0} 的总体标准差", "the standard deviation of {0} as a whole population"),
            ["stddev_samp"] = ("{0} 的样本标准差", "the standard deviation of {0} as a sample"),
            ["var_pop"] = ("{0} 的总体方差", "the variance of {0} as a whole population"),
            ["var_samp"] = ("{0} 的样本方差", "the variance of {0} as a sample"),
            ["first_value"] = ("第一个 {0}", "the first {0}"),
            ["last_value"] = ("最后一个 {0}", "the last {0}"),
            ["lag"] = ("前 {1} 个数据点的 {0}[，没有则取 {2}]", "{0} of {1} data points before[, or {2} without one]"),
            ["lead"] = ("后 {1} 个数据点的 {0}[，没有则取 {2}]", "{0} of {1} data points after[, or {2} without one]"),
            ["rank"] = ("名次", "the rank"),
            ["ratio_to_report"] = ("{0} 占合计的比例", "the share of {0} in the total"),
        }.ToFrozenDictionary(StringComparer.Ordinal);

    // What a proposal of the editor says of words that a sentence tells in other ways.
    private static readonly FrozenDictionary<string, (string Zh, string En)> Clauses =
        new Dictionary<string, (string, string)>(StringComparer.Ordinal)
        {
            ["aggr"] = ("分组汇总", "groups and aggregates"),
            ["apply"] = ("对各数据集同名的度量运算", "an expression over the measures of the same name"),
            ["calc"] = ("算出成分", "computes components"),
            ["case"] = ("第一个成立的条件的值", "the value of the first condition that holds"),
            ["cast"] = ("转换类型", "another type"),
            ["check"] = ("检查真假值，并给出差额", "checks a boolean and gives the imbalance"),
            ["check_datapoint"] = ("用规则集逐个检查数据点", "checks data points by a ruleset"),
            ["check_hierarchy"] = ("用层级规则集检查合计关系", "checks totals by a hierarchical ruleset"),
            ["cross_join"] = ("任意两个数据点都相连", "joins every data point with every other"),
            ["define"] = ("自定义运算或规则集", "defines an operator or a ruleset"),
            ["drop"] = ("去掉成分", "leaves components out"),
            ["eval"] = ("外部例程；本页不开放", "an external routine; not open on the portal"),
            ["filter"] = ("只留条件成立的数据点", "keeps the data points for which the condition holds"),
            ["full_join"] = ("两边的数据点都留下", "joins and keeps the data points of both sides"),
            ["hierarchy"] = ("按层级规则集求和", "adds up by a hierarchical ruleset"),
            ["if"] = ("条件成立取前值，否则取后值", "the first value where the condition holds, else the second"),
            ["in"] = ("在集合里", "is in the set"),
            ["inner_join"] = ("只留两边都有的数据点", "joins the data points that all have"),
            ["keep"] = ("只留这些成分", "keeps these components"),
            ["left_join"] = ("左边的数据点都留下", "joins and keeps the data points of the first"),
            ["not_in"] = ("不在集合里", "is not in the set"),
            ["pivot"] = ("标识的值变成度量", "values of an identifier become measures"),
            ["rename"] = ("改成分的名称", "gives components other names"),
            ["sub"] = ("取标识的一个值，并去掉该标识", "takes one value of an identifier and leaves it out"),
            ["unpivot"] = ("度量变成标识的值", "measures become values of an identifier"),
        }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, (string Zh, string En)> Words =
        new Dictionary<string, (string, string)>(StringComparer.Ordinal)
        {
            ["="] = ("等于", "equals"),
            ["<>"] = ("不等于", "differs from"),
            ["<"] = ("小于", "is less than"),
            ["<="] = ("不大于", "is at most"),
            [">"] = ("大于", "is greater than"),
            [">="] = ("不小于", "is at least"),
            ["and"] = ("且", "and"),
            ["or"] = ("或", "or"),
            ["xor"] = ("或（恰有一个成立）", "or (exactly one of them)"),
            ["*"] = ("×", "×"),
            ["/"] = ("÷", "÷"),
            ["+"] = ("+", "+"),
            ["-"] = ("−", "−"),
            ["||"] = ("后接", "followed by"),
            ["identifier"] = ("标识符", "identifier"),
            ["measure"] = ("度量", "measure"),
            ["attribute"] = ("属性", "attribute"),
            ["viral attribute"] = ("传播属性", "viral attribute"),
            ["integer"] = ("整数", "integer"),
            ["number"] = ("数", "number"),
            ["string"] = ("文本", "text"),
            ["boolean"] = ("真假值", "boolean"),
            ["date"] = ("日期", "date"),
            ["time_period"] = ("期间", "period"),
            ["time"] = ("时间区间", "time interval"),
            ["duration"] = ("时长", "duration"),
            ["scalar"] = ("标量", "scalar"),
            ["invalid"] = ("只留不符合的数据点", "only the data points that fail are kept"),
            ["all"] = ("留下全部数据点，并标明是否符合", "all data points are kept, with whether they hold"),
            ["all_measures"] = ("留下全部数据点与度量，并标明是否符合", "all data points and measures are kept, with whether they hold"),
            ["computed"] = ("只留算出的项", "only the computed items are kept"),
            ["non_null"] = ("各项都不为空才算", "only where no item is null"),
            ["non_zero"] = ("缺的项当作零，全为零的不算", "missing items are zero, and nothing where all are zero"),
            ["partial_null"] = ("至少有一项才算，缺的项当作空", "where at least one item is there, missing ones being null"),
            ["partial_zero"] = ("至少有一项才算，缺的项当作零", "where at least one item is there, missing ones being zero"),
            ["always_null"] = ("都算，缺的项当作空", "always, missing items being null"),
            ["always_zero"] = ("都算，缺的项当作零", "always, missing items being zero"),
            ["dataset"] = ("各项取自数据集", "items are taken from the data set"),
            ["rule"] = ("先算出的项取算出的值", "items that a rule computes are taken from it"),
            ["rule_priority"] = ("先取算出的值，为空再取数据集的", "computed values first, those of the data set where they are null"),
            ["dataset_priority"] = ("先取数据集的值，没有再取算出的", "values of the data set first, computed ones without them"),
        }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>An operator with plain arguments; null when it is none of the language.</summary>
    public static (string Zh, string En)? Operator(string name) =>
        Plain.TryGetValue(name, out var found) ? found : null;

    /// <summary>An aggregate or analytic function.</summary>
    public static (string Zh, string En)? Function(string name) =>
        Aggregates.TryGetValue(name, out var found) ? found : null;

    /// <summary>What an operator, function or clause means, operands told by number; null when it is none.</summary>
    public static LocalizedText? Meaning(string name) =>
        (Operator(name) ?? Function(name) ?? (Clauses.TryGetValue(name, out var found) ? found : null)) is { } words
            ? new LocalizedText(Plainly(words.Zh), Plainly(words.En)) : null;

    // "{0} 之和" is "① 之和"; brackets of what may be left out go.
    private static string Plainly(string words) => words
        .Replace("{0}", "①", StringComparison.Ordinal).Replace("{1}", "②", StringComparison.Ordinal)
        .Replace("{2}", "③", StringComparison.Ordinal).Replace("[", string.Empty, StringComparison.Ordinal)
        .Replace("]", string.Empty, StringComparison.Ordinal);

    /// <summary>A keyword or sign in words; itself when there are none.</summary>
    public static (string Zh, string En) Word(string name) =>
        Words.TryGetValue(name, out var found) ? found : (name, name);
}
