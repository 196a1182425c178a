using Microsoft.Data.Sqlite;
using Xunit;

namespace Huoshui.Cli.Tests;

/// <summary>The audit tree as an operator runs it: sign, compare, prove, verify offline, restore, restart.</summary>
public sealed class AuditTests : IDisposable
{
    private readonly string _work = Directory.CreateTempSubdirectory("huoshui-audit-").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string Data => At("data");

    public void Dispose() => Directory.Delete(_work, recursive: true);

    [Fact]
    public async Task An_act_is_signed_compared_proved_and_verified_without_the_data()
    {
        await FilledAsync();
        var equal = await RunAsync("audit", "reconcile", "--data", Data, "--json");
        Assert.True(equal.ExitCode == 0, equal.ToString());
        Assert.Equal(0, equal.Json().RootElement.GetProperty("count").GetInt64());
        await GoodAsync("audit", "prove", "1", "--data", Data, "--out", At("p.json"));
        File.Copy(At("data/audit-log/log.vkey"), At("pinned.vkey"));
        Directory.Move(Data, At("elsewhere"));
        Assert.Contains("成立", (await GoodAsync("audit", "verify", At("p.json"), "--vkey", At("pinned.vkey"))).Output, StringComparison.Ordinal);
        var text = await File.ReadAllTextAsync(At("p.json"), Stop);
        await File.WriteAllTextAsync(At("q.json"), text.Replace("\"action\": \"", "\"action\": \"x", StringComparison.Ordinal), Stop);
        Assert.Equal(2, (await RunAsync("audit", "verify", At("q.json"), "--vkey", At("pinned.vkey"))).ExitCode);
        Assert.Equal(1, (await RunAsync("audit", "verify", At("none"), "--vkey", At("pinned.vkey"))).ExitCode);
    }

    [Fact]
    public async Task An_edit_by_sql_ends_with_2_and_names_the_row()
    {
        await FilledAsync();
        await ExecuteAsync("""UPDATE "AuditEntries" SET "Actor" = 'x' WHERE "Sequence" = 1""");
        var differs = await RunAsync("audit", "reconcile", "--data", Data, "--lang", "en");
        Assert.Equal(2, differs.ExitCode);
        Assert.Contains("AUD1001 Audit row 1 was changed", differs.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_restored_backup_is_told_at_the_start_and_goes_on_with_a_new_tree()
    {
        await FilledAsync();
        await GoodAsync("backup", "--data", Data, "--out", At("b.tar"));
        await GoodAsync("user", "add", "zhao", "--role", "analyst", "--data", Data);
        await GoodAsync("audit", "checkpoint", "--data", Data);
        var restored = At("restored");
        Assert.Contains("audit restart", (await GoodAsync("restore", "--from", At("b.tar"), "--data", restored)).Output, StringComparison.Ordinal);
        var refused = await RunAsync("audit", "checkpoint", "--data", restored);
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("AUD2002", refused.Errors, StringComparison.Ordinal);
        await GoodAsync("audit", "reconcile", "--data", restored); // as docs/operator/audit.md says, before the restart
        await GoodAsync("audit", "restart", "--data", restored, "--reason", "由备份恢复");
        await GoodAsync("audit", "checkpoint", "--data", restored);
        await GoodAsync("audit", "reconcile", "--data", restored);
        Assert.True(File.Exists(Path.Combine(restored, "audit-log.closed-1", "log.vkey")));
    }

    [Fact]
    public async Task A_backup_of_a_broken_chain_is_made_and_ends_with_2_and_restores_when_that_is_said()
    {
        await FilledAsync();
        Assert.Contains("b.tar", (await GoodAsync("backup", "--data", Data, "--out", At("b.tar"))).Output, StringComparison.Ordinal);
        await ExecuteAsync("""UPDATE "AuditEntries" SET "Actor" = 'x' WHERE "Sequence" = 1""");
        var broken = await RunAsync("backup", "--data", Data, "--out", At("c.tar"));
        Assert.Equal(2, broken.ExitCode);
        Assert.Contains("第 1 条处断链", broken.Errors, StringComparison.Ordinal);
        Assert.Contains("broken at entry 1: restoring it takes --accept-broken-audit", broken.Errors, StringComparison.Ordinal);
        Assert.Equal(2, (await RunAsync("restore", "--from", At("c.tar"), "--data", At("r"))).ExitCode);
        var restored = await GoodAsync("restore", "--from", At("c.tar"), "--data", At("r"), "--accept-broken-audit");
        Assert.DoesNotContain("审计链一致", restored.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_gap_is_noted_by_a_restart_and_stays_a_difference_that_backup_and_restore_tell()
    {
        await FilledAsync();
        await GoodAsync("user", "add", "zhao", "--role", "analyst", "--data", Data);
        await ExecuteAsync("""DELETE FROM "AuditEntries" WHERE "Sequence" = 1""");
        await ExecuteAsync("""DELETE FROM "AuditLeaves" WHERE "Sequence" = 1""");
        Assert.Equal(2, (await RunAsync("audit", "reconcile", "--data", Data)).ExitCode);
        await GoodAsync("audit", "restart", "--data", Data, "--reason", "缺号");
        await GoodAsync("audit", "checkpoint", "--data", Data);
        var differs = await RunAsync("audit", "reconcile", "--data", Data, "--lang", "en");
        Assert.Equal(2, differs.ExitCode);
        Assert.Contains("AUD1002 There is no audit row 1", differs.Output, StringComparison.Ordinal);
        Assert.Contains("1 audit numbers have no row", (await GoodAsync("backup", "--data", Data, "--out", At("g.tar"))).Output, StringComparison.Ordinal);
        Assert.Contains("AUD1002", (await GoodAsync("restore", "--from", At("g.tar"), "--data", At("r"))).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_forgotten_lawfully_is_no_difference()
    {
        await FilledAsync();
        await GoodAsync("audit", "forget", "--data", Data, "--from", "1", "--to", "1", "--reason", "保存期满");
        await GoodAsync("audit", "checkpoint", "--data", Data);
        var equal = await RunAsync("audit", "reconcile", "--data", Data, "--json");
        Assert.Equal(1, equal.Json().RootElement.GetProperty("forgotten").GetInt64());
        Assert.Equal(1, (await RunAsync("audit", "prove", "1", "--data", Data, "--out", At("p.json"))).ExitCode);
    }

    [Fact]
    public async Task Without_a_tree_a_comparison_could_not_run()
    {
        await GoodAsync("migrate", "--data", Data);
        var refused = await RunAsync("audit", "reconcile", "--data", Data);
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("AUD2007", refused.Errors, StringComparison.Ordinal);
    }

    private async Task FilledAsync()
    {
        await GoodAsync("migrate", "--data", Data);
        await GoodAsync("user", "add", "wang", "--role", "analyst", "--data", Data);
        await GoodAsync("audit", "checkpoint", "--data", Data);
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var database = new SqliteConnection($"Data Source={At("data/operations.db")};Pooling=False");
        await database.OpenAsync(Stop);
        await using var edit = database.CreateCommand();
        edit.CommandText = sql;
        await edit.ExecuteNonQueryAsync(Stop);
    }

    private string At(string name) => Path.Combine(_work, name);

    private static async Task<Outcome> GoodAsync(params string[] arguments)
    {
        var outcome = await RunAsync(arguments);
        Assert.True(outcome.ExitCode == 0, outcome.ToString());
        return outcome;
    }

    private static Task<Outcome> RunAsync(params string[] arguments) => HuoshuiProgram.RunAsync(Stop, arguments);
}
