using System.CommandLine;
using System.Globalization;
using Huoshui.Notices;

namespace Huoshui.Cli;

/// <summary><c>huoshui notices …</c>: tries the settings of mail, and shows what waits.</summary>
internal static class NoticesCommand
{
    private static readonly Option<string> To = new("--to") { Description = "收件地址 / the address", Required = true };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var test = new Command(
            "test",
            """
            发一封测试邮件，检查发信设置 / send a test mail with the settings of the environment
            例 example: huoshui notices test --to name@example.cn --data ./data
            """)
        {
            To, CommonOptions.Data,
        };
        test.SetAction(TestAsync);
        var status = new Command(
            "status",
            """
            待发、死信的数目 / how many messages wait and were given up
            例 example: huoshui notices status --data ./data
            """)
        {
            CommonOptions.Data,
        };
        status.SetAction(StatusAsync);
        return new Command(
            "notices",
            """
            通知：测试发信、查看队列 / notices to people: try the mail server, look at the queue
            例 example: huoshui notices test --to name@example.cn --data ./data
            """)
        {
            test, status,
        };
    }

    private static async Task<int> TestAsync(ParseResult parse, CancellationToken cancellationToken)
    {
        await using var store = await DataStore.OpenAsync(parse.GetValue(CommonOptions.Data)!, cancellationToken);
        if (store is null)
            return ExitCodes.CouldNotRun;
        if (await store.Get<MailTest>().SendAsync(parse.GetValue(To)!, cancellationToken) is { } error)
        {
            Say.Wrong(
                $"huoshui notices test: 没有发出：{error}（见 docs/operator/notices.md）/ not sent: {error}; "
                + "see docs/operator/notices.md");
            return ExitCodes.InputFailed;
        }

        Console.Out.WriteLine("邮件服务器已收下 / the mail server took it");
        return ExitCodes.Good;
    }

    private static async Task<int> StatusAsync(ParseResult parse, CancellationToken cancellationToken)
    {
        await using var store = await DataStore.OpenAsync(parse.GetValue(CommonOptions.Data)!, cancellationToken);
        if (store is null)
            return ExitCodes.CouldNotRun;
        var health = await store.Get<DeliveryQueue>().HealthAsync(cancellationToken);
        foreach (var state in Enum.GetValues<DeliveryState>())
        {
            Console.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{state,-8} {health.Counts.GetValueOrDefault(state)}"));
        }

        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"Failing",-8} {health.Failing}"));
        return health.Counts.GetValueOrDefault(DeliveryState.Dead) == 0 ? ExitCodes.Good : ExitCodes.InputFailed;
    }
}
