using System.Globalization;
using Huoshui.Cli.Demo;
using Huoshui.Systems.OnlineLoans;
using Huoshui.Systems.OnlineLoans.Sources;

namespace Huoshui.Cli;

/// <summary>What commands say of online loans: who may be tried, and how they are switched on.</summary>
internal static class LoanText
{
    /// <summary>The sample applicants, each with what becomes of it.</summary>
    public static IEnumerable<string> Samples(IReadOnlyList<SampleApplicant> samples)
    {
        yield return "样例申请人（虚构；结果由现行策略算出）/ sample applicants (invented; outcomes by the pack in force):";
        foreach (var sample in samples)
        {
            yield return $"  {sample.Title.Zh} / {sample.Title.En}"
                + (sample.Reasons.Count == 0 ? string.Empty : $"：{Joined(sample, "zh")} / {Joined(sample, "en")}");
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"    金额 amount {sample.AmountYuan}  期限 months {sample.TermMonths}  ")
                + $"企业 firm {sample.FirmName}  代码 code {sample.FirmId}  地址 address {sample.Person.Address}";
            yield return $"    姓名 name {sample.Person.Name}  身份号码 identity {sample.Person.IdentityNumber}  "
                + $"手机 phone {sample.Person.Phone}";
        }
    }

    /// <summary>How to try it in a portal.</summary>
    public static IEnumerable<string> Walk(string url) =>
    [
        $"线上贷款：用 public-reader 登录 {url}，打开 {url.TrimEnd('/')}/loans/apply，选一个样例；被拒绝的可以要求人工复核，"
            + "由 reviewer 在“待办”里答复",
        "online loans: sign in as public-reader, open /loans/apply, take a sample; who is refused may ask for a human "
            + "review, which reviewer answers in the inbox",
    ];

    /// <summary>Whether loans can be applied for here, and how to switch them on where they cannot.</summary>
    /// <param name="options">Of the portal that starts.</param>
    /// <param name="folder">Its data folder.</param>
    public static IEnumerable<string> State(LoanOptions options, string folder)
    {
        if (options.IsOpen)
        {
            return
            [
                $"线上贷款已开办：{options.LenderId}，数据源 {options.Sources} / online loans are open, sources as named",
            ];
        }

        if (DemoState.Read(folder) is null || !Directory.Exists(Path.Combine(folder, "city")))
            return [];
        return
        [
            "线上贷款没有开办。要用样例数据源开办，（停下门户后）运行 / "
                + "online loans are off; to try them with sample sources (stop the portal first):",
            "  ./huoshui loans sources --port 5090 &",
            $"  HUOSHUI_LOAN_LENDER={DemoRun.BankOf(folder)} HUOSHUI_LOAN_SOURCES=http://127.0.0.1:5090 "
                + $"./huoshui serve --data {Quoted(folder)}",
        ];
    }

    private static string Joined(SampleApplicant sample, string language) =>
        string.Join(language == "zh" ? "；" : "; ", sample.Reasons.Select(reason => reason.In(language)));

    /// <summary>A path as a shell takes it.</summary>
    public static string Quoted(string path) => $"'{path.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
