using System.Text.Json;
using Xunit;

namespace Huoshui.Cli.Tests;

/// <summary><c>huoshui pack decide</c> on the packs of the repository: the worked figures, words, exit codes.</summary>
public sealed class PackDecideTests : IDisposable
{
    private const string FirstLoan = """
        {"in_shenzhen": true, "lender_in_shenzhen": true, "drawn_on": "2022-07-01", "ended_on": "2022-10-01", "principal_yuan": 5000000,
         "rate_percent": 4.35, "use_of_funds": "operations", "is_dishonest": false, "has_other_subsidy": false, "already_paid_yuan": 0}
        """;

    private readonly string _facts = Path.GetTempFileName();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => File.Delete(_facts);

    [Fact]
    public async Task The_first_loan_subsidy_of_92_days_is_25205_48_yuan_with_dates_and_source()
    {
        var outcome = await DecideAsync("inclusive/firstloan", "2023-06-30", FirstLoan);

        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains("贴息金额：25,205.48元", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("贴息年利率：2%/年，2022-06-01 至 今，《深圳市2022年“首贷户”贷款贴息项目实施细则》", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_is_a_good_answer_and_says_why()
    {
        var outcome = await DecideAsync("inclusive/firstloan", "2023-06-30", FirstLoan.Replace("4.35", "1.95", StringComparison.Ordinal));

        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains("贷款利率1.95%/年低于2%/年", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("最小改动：怎样才能通过\n  贷款年利率（rate_percent）：1.95%/年 → 2%/年\n  改后 结果：予以贴息", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_fact_decides_nothing_and_is_named_in_JSON()
    {
        var outcome = await DecideAsync("inclusive/firstloan", "2023-06-30", FirstLoan.Replace("\"rate_percent\": 4.35,", "", StringComparison.Ordinal), "--json");

        Assert.Equal(2, outcome.ExitCode);
        using var json = JsonDocument.Parse(outcome.Output);
        Assert.False(json.RootElement.GetProperty("decided").GetBoolean());
        Assert.Equal("rate_percent", json.RootElement.GetProperty("missing")[0].GetString());
    }

    [Fact]
    public async Task JSON_is_the_same_where_the_environment_speaks_English_and_words_are_not()
    {
        await File.WriteAllTextAsync(_facts, FirstLoan, Stop);
        string[] command = ["pack", "decide", "inclusive/firstloan", "--as-of", "2023-06-30", "--input", _facts];
        var chinese = await HuoshuiProgram.RunAsync(Stop, [.. command, "--json"]);
        var start = HuoshuiProgram.Start([.. command, "--json"]);
        start.Environment["LC_ALL"] = "en_US.UTF-8";

        Assert.Equal(chinese.Output, (await HuoshuiProgram.RunAsync(start, Stop)).Output);
        var words = HuoshuiProgram.Start(command);
        words.Environment["LC_ALL"] = "en_US.UTF-8";
        var english = (await HuoshuiProgram.RunAsync(words, Stop)).Output;
        Assert.Contains("25,205.48", english, StringComparison.Ordinal);
        Assert.DoesNotContain("贴息金额", english, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_days_of_a_pack_are_compared_and_a_portfolio_is_counted()
    {
        var portfolio = Path.ChangeExtension(_facts, ".csv");
        await File.WriteAllTextAsync(portfolio, """
            merger_kind,is_tech_firm,in_pilot_city,is_pilot_bank,price_yuan,merger_loan_yuan,term_years,stake_percent,bank_assets_yuan,bank_tier1_capital_yuan,bank_merger_loans_yuan,borrower_merger_loans_yuan
            control,false,false,false,100000000,65000000,7,51,200000000000,20000000000,1000000000,0
            control,false,false,false,100000000,60000000,7,51,200000000000,20000000000,1000000000,0
            control,maybe,false,false,100000000,60000000,7,51,200000000000,20000000000,1000000000,0
            """, Stop);
        var outcome = await HuoshuiProgram.RunAsync(
            Stop, "pack", "diff", "tech/mergerloans", "--from", "2025-06-30", "--to", "2026-01-15", "--portfolio", portfolio, "--json");
        File.Delete(portfolio);

        Assert.Equal(2, outcome.ExitCode);
        using var json = JsonDocument.Parse(outcome.Output);
        var counted = json.RootElement.GetProperty("portfolio");
        Assert.Equal((3, 1, 2), (counted.GetProperty("rows").GetInt32(), counted.GetProperty("unreadable").GetInt32(), counted.GetProperty("changed").GetInt32()));
        var outcomes = counted.GetProperty("changes").EnumerateArray().Single(c => c.GetProperty("output").GetString() == "outcome");
        Assert.Equal(("refused", "approved", 2), (outcomes.GetProperty("before").GetString(), outcomes.GetProperty("after").GetString(), outcomes.GetProperty("firstRow").GetInt32()));
        Assert.Contains(json.RootElement.GetProperty("regions").EnumerateArray(), r => r.GetProperty("conditions").TryGetProperty("merger_kind", out _));
    }

    [Theory]
    [InlineData("inclusive/nothing", "2023-06-30", "{}", "inclusive/firstloan")]
    [InlineData("inclusive/firstloan", "30 June", "{}", "--as-of")]
    [InlineData("inclusive/firstloan", "2023-06-30", "{", "第 1 行第 2 字节处不是 JSON，应为 {\"事实\": 值} / line 1, byte 2 is not JSON")]
    public async Task What_cannot_run_says_what_to_do_in_one_line(string pack, string asOf, string facts, string said)
    {
        var outcome = await DecideAsync(pack, asOf, facts);

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains(said, outcome.Errors, StringComparison.Ordinal);
    }

    private async Task<Outcome> DecideAsync(string pack, string asOf, string facts, params string[] more)
    {
        await File.WriteAllTextAsync(_facts, facts, Stop);
        return await HuoshuiProgram.RunAsync(Stop, ["pack", "decide", pack, "--as-of", asOf, "--input", _facts, .. more]);
    }
}
