using System.CommandLine;
using System.Globalization;
using Huoshui.Registry;

namespace Huoshui.Cli;

/// <summary>
/// <c>huoshui token …</c>: tokens of machines for the API. A token is random, printed once and kept as a hash.
/// </summary>
internal static class TokenCommand
{
    private const int DefaultDays = 90;

    private static readonly Argument<string> Account = new("ACCOUNT") { Description = "账户：令牌有它的权限 / whose rights it carries" };

    private static readonly Option<string> Name = new("--name") { Description = "用途 / what it is for", Required = true };

    private static readonly Option<string[]> Scopes = new("--scope")
    {
        Description = $"范围，可多个 / scopes: {string.Join(", ", TokenScopes.All.Order(StringComparer.Ordinal))}",
        Required = true,
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<int> Days = new("--days")
    {
        Description = $"有效天数，最多 {ApiTokenDesk.LongestLife.Days} / days until it ends",
        DefaultValueFactory = _ => DefaultDays,
    };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var issue = new Command(
            "issue",
            "签发令牌，只显示一次 / issue a token; it is shown once\n"
            + "例 example: huoshui token issue core-bank --name nightly --scope filings:read filings:write --days 90 --data ./data > token")
        {
            Account, Name, Scopes, Days, CommonOptions.Data,
        };
        issue.SetAction((parse, token) => RunAsync(parse, IssueAsync, token));
        var list = new Command("list", "列出令牌（无密文）/ list them, without their secrets\n例 example: huoshui token list core-bank --data ./data")
        {
            Account, CommonOptions.Data,
        };
        list.SetAction((parse, token) => RunAsync(parse, ListAsync, token));
        var revoke = new Command("revoke", "撤销令牌 / withdraw tokens of a name\n例 example: huoshui token revoke core-bank --name nightly --data ./data")
        {
            Account, Name, CommonOptions.Data,
        };
        revoke.SetAction((parse, token) => RunAsync(parse, RevokeAsync, token));
        return new Command(
            "token",
            """
            接口令牌：签发、列出、撤销 / API tokens of machines: issue, list, revoke
            例 example: huoshui token issue core-bank --name nightly --scope filings:write --data ./data
            """)
        {
            issue, list, revoke,
        };
    }

    private static async Task<int> RunAsync(
        ParseResult parse, Func<ParseResult, ApiTokenDesk, CancellationToken, Task<int>> act, CancellationToken cancellationToken)
    {
        await using var store = await DataStore.OpenAsync(parse.GetValue(CommonOptions.Data)!, cancellationToken);
        if (store is null)
            return ExitCodes.CouldNotRun;
        try
        {
            return await act(parse, store.Get<ApiTokenDesk>(), cancellationToken);
        }
        catch (AccountRefusedException exception)
        {
            Say.Wrong($"huoshui token: 未办理，没有任何改变：{exception.Reason.Zh} / refused, nothing changed: {exception.Reason.En}");
            return ExitCodes.InputFailed;
        }
    }

    private static async Task<int> IssueAsync(ParseResult parse, ApiTokenDesk desk, CancellationToken cancellationToken)
    {
        var days = parse.GetValue(Days);
        if (days < 1 || days > ApiTokenDesk.LongestLife.Days)
        {
            return Say.Wrong(
                $"--days {days}：应为 1 至 {ApiTokenDesk.LongestLife.Days} / must be 1 to {ApiTokenDesk.LongestLife.Days}");
        }

        Console.Out.WriteLine(await desk.IssueAsync(
            parse.GetValue(Account)!, parse.GetValue(Name)!, parse.GetValue(Scopes)!, TimeSpan.FromDays(days), Environment.UserName,
            cancellationToken));
        return ExitCodes.Good;
    }

    private static async Task<int> ListAsync(ParseResult parse, ApiTokenDesk desk, CancellationToken cancellationToken)
    {
        foreach (var token in await desk.ListAsync(parse.GetValue(Account)!, cancellationToken))
        {
            var withdrawn = token.RevokedAt is null ? string.Empty : "已撤销 withdrawn";
            Console.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{token.Name,-30} {token.ExpiresAt:yyyy-MM-dd HH:mm}Z  {token.Scopes}  {withdrawn}").TrimEnd());
        }

        return ExitCodes.Good;
    }

    private static async Task<int> RevokeAsync(
        ParseResult parse, ApiTokenDesk desk, CancellationToken cancellationToken)
    {
        var count = await desk.RevokeAsync(parse.GetValue(Account)!, parse.GetValue(Name)!, Environment.UserName, cancellationToken);
        Console.Out.WriteLine($"已撤销 {count} / withdrawn");
        return count > 0 ? ExitCodes.Good : ExitCodes.InputFailed;
    }
}
