using Xunit;

namespace Huoshui.Cli.Tests;

/// <summary>What an operator does: a new store, accounts, backup, restore, workers.</summary>
public sealed class OperatorTests
{
    [Fact]
    public async Task A_new_store_takes_accounts_is_backed_up_and_restored()
    {
        var work = Directory.CreateTempSubdirectory("huoshui-operator-").FullName;
        string data = Path.Combine(work, "data"), archive = Path.Combine(work, "b.tar"), restored = Path.Combine(work, "restored");
        await GoodAsync("migrate", "--data", data);
        await GoodAsync("user", "add", "wang", "--role", "analyst", "--data", data);
        await GoodAsync("backup", "--data", data, "--out", archive);
        await GoodAsync("restore", "--from", archive, "--data", restored);
        var users = await GoodAsync("user", "list", "--json", "--data", restored);
        Assert.Equal("wang", users.Json().RootElement[0].GetProperty("name").GetString());
    }

    [Fact]
    public async Task Migrating_again_says_that_nothing_is_to_do()
    {
        var data = Directory.CreateTempSubdirectory("huoshui-operator-").FullName;
        Assert.Contains("Initial", (await GoodAsync("migrate", "--data", data)).Output, StringComparison.Ordinal);
        Assert.Contains("up to date", (await GoodAsync("migrate", "--data", data)).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_restore_into_a_folder_in_use_is_refused_in_one_line()
    {
        var work = Directory.CreateTempSubdirectory("huoshui-operator-").FullName;
        string data = Path.Combine(work, "data"), archive = Path.Combine(work, "b.tar");
        await GoodAsync("migrate", "--data", data);
        await GoodAsync("backup", "--data", data, "--out", archive);
        var refused = await RunAsync("restore", "--from", archive, "--data", data);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("not empty", Assert.Single(Lines(refused.Errors)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_backup_fails_as_input_and_leaves_nothing()
    {
        var work = Directory.CreateTempSubdirectory("huoshui-operator-").FullName;
        string data = Path.Combine(work, "data"), archive = Path.Combine(work, "b.tar"), restored = Path.Combine(work, "restored");
        await GoodAsync("migrate", "--data", data);
        await GoodAsync("backup", "--data", data, "--out", archive);
        var bytes = await File.ReadAllBytesAsync(archive, TestContext.Current.CancellationToken);
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(archive, bytes, TestContext.Current.CancellationToken);
        Assert.Equal(2, (await RunAsync("restore", "--from", archive, "--data", restored)).ExitCode);
        Assert.False(Directory.Exists(restored));
    }

    [Fact]
    public async Task A_backup_of_no_data_folder_could_not_run() =>
        Assert.Equal(1, (await RunAsync("backup", "--data", "/nonexistent/data", "--out", "/tmp/never.tar")).ExitCode);

    [Fact]
    public async Task Two_administrators_are_never_one_account()
    {
        var data = Directory.CreateTempSubdirectory("huoshui-operator-").FullName;
        await GoodAsync("migrate", "--data", data);
        var refused = await RunAsync(
            "user", "add", "all", "--role", "system-administrator", "audit-administrator", "--data", data);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("two people", refused.Errors, StringComparison.Ordinal);
    }

    private static async Task<Outcome> GoodAsync(params string[] arguments)
    {
        var outcome = await RunAsync(arguments);
        Assert.True(outcome.ExitCode == 0, outcome.ToString());
        return outcome;
    }

    private static Task<Outcome> RunAsync(params string[] arguments) =>
        HuoshuiProgram.RunAsync(TestContext.Current.CancellationToken, arguments);

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
