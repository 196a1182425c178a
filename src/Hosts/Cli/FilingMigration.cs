using System.CommandLine;
using System.Globalization;
using Huoshui.Operations;
using Huoshui.Registry;
using Huoshui.Systems.Returns;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Cli;

/// <summary>
/// <c>huoshui filing migrate</c>: takes every open filing of a return and date from 填报中 to 受理 in the name of the
/// operator's migration roles. For historical data, whose institutions have nobody who could sign any more.
/// </summary>
internal static class FilingMigration
{
    private static readonly Argument<string> Return = new("RETURN") { Description = "报表 / the return" };

    private static readonly Option<DateOnly> Date = new("--date") { Description = "数据日期 / the date", Required = true };

    private static readonly Option<string> Why = new("--explanation")
    {
        Description = "提示性校验的说明，也是迁移的理由 / explains the warnings, and why the data are migrated",
        Required = true,
    };

    public static Command Create()
    {
        var command = new Command(
            "migrate",
            "历史数据迁移：说明、复核、签发、受理一次办完（记入审计）/ historical data: all steps at once, audited\n"
            + "例 example: huoshui filing migrate sba7a --date 2014-12-31 --explanation 历史数据，无法更正 --data ./data")
        {
            Return, Date, Why, CommonOptions.Data,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        await using var store = await DataStore.OpenAsync(parsed.GetRequiredValue(CommonOptions.Data), cancellationToken);
        if (store is null)
            return ExitCodes.CouldNotRun;
        var (returnId, date) = (parsed.GetRequiredValue(Return), parsed.GetValue(Date));
        var reason = parsed.GetRequiredValue(Why);
        await AuditAsync(store, returnId, date, reason, cancellationToken);
        var result = await store.Get<FilingBatch>()
            .CertifyAndAcceptAsync(returnId, date, People, reason, cancellationToken);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"受理 {result.Accepted}，未能受理 {result.Blocked.Count} / accepted, blocked"));
        foreach (var (filing, why) in result.Blocked)
            Say.Wrong($"{filing.InstitutionId}: {why[0].ToLine("zh")}");
        return result.Blocked.Count == 0 ? ExitCodes.Good : ExitCodes.InputFailed;
    }

    private static async Task AuditAsync(
        DataStore store, string returnId, DateOnly date, string reason, CancellationToken cancellationToken)
    {
        await using var context = await store.Get<IDbContextFactory<OperationsContext>>()
            .CreateDbContextAsync(cancellationToken);
        context.Audit(Environment.UserName, "filing.migrate", $"return/{returnId}/{date:yyyy-MM-dd}", purpose: reason);
        await context.SaveChangesAsync(cancellationToken);
    }

    private static BatchPeople People(string institution) => new(
        Person("迁移填报", Roles.Preparer, institution),
        Person("迁移复核", Roles.Reviewer, institution),
        Person("迁移签发", Roles.Signer, institution),
        Person("迁移受理", Roles.Approver, null));

    private static Viewer Person(string name, string role, string? institution) =>
        new(name, new HashSet<string>(StringComparer.Ordinal) { role }, institution, SeesClear: false);
}
