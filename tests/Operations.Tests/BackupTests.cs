using System.Formats.Tar;
using System.Security.Cryptography;
using Huoshui.Operations.Backup;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Huoshui.Operations.Tests;

public sealed class BackupTests
{
    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task A_backup_taken_while_writing_restores_to_one_consistent_point(Provider provider)
    {
        await using var store = await TestStore.OpenAsync(provider);
        using var stop = new CancellationTokenSource();
        var writing = WriteAsync(store, stop.Token);
        while (!await HasSampleAsync(store))
            await Task.Delay(20, TestStore.Token);
        var archive = await BackUpAsync(store);
        await stop.CancelAsync();
        await writing;

        var target = TestStore.NewOptions(provider);
        await DataRestore.RestoreAsync(archive, target, TestStore.Token);
        await using var restored = store.At(target);
        await using var context = restored.Context();
        var samples = await context.Set<Sample>().ToListAsync(TestStore.Token);
        Assert.NotEmpty(samples);
        Assert.Equal(samples.Count, (await AuditChain.VerifyAsync(context, TestStore.Token)).Entries);
        Assert.All(samples, s => Assert.Equal(s.Remark, HashOf(Path.Combine(target.DataFolder, s.Name))));
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task A_restored_store_goes_on_working(Provider provider)
    {
        await using var store = await TestStore.OpenAsync(provider);
        await AddAsync(store, 3);
        var target = TestStore.NewOptions(provider);
        await DataRestore.RestoreAsync(await BackUpAsync(store), target, TestStore.Token);
        await using var restored = store.At(target);
        await AddAsync(restored, 2);
        await using var context = restored.Context();
        Assert.Equal(new AuditVerification(5, context.AuditEntries.Single(e => e.Sequence == 5).Hash, null),
            await AuditChain.VerifyAsync(context, TestStore.Token));
    }

    [Theory]
    [ClassData(typeof(BothProviders))]
    public async Task A_log_that_somebody_broke_is_restored_when_that_is_said_and_not_otherwise(Provider provider)
    {
        await using var store = await TestStore.OpenAsync(provider);
        await AddAsync(store, 3);
        await using (var context = store.Context())
            await context.Database.ExecuteSqlRawAsync("""UPDATE "AuditEntries" SET "Actor" = 'somebody' WHERE "Sequence" = 2""", TestStore.Token);
        var archive = await BackUpAsync(store);
        Assert.Equal(2, (await store.Services.GetRequiredService<DataBackup>()
            .BackUpAsync(NewArchive(store), null, TestStore.Token)).AuditBroken); // and says so when it is made
        var refusal = await Assert.ThrowsAsync<BackupException>(
            () => DataRestore.RestoreAsync(archive, TestStore.NewOptions(provider), TestStore.Token));
        Assert.Contains("--accept-broken-audit", refusal.Message, StringComparison.Ordinal);

        var told = new List<long>();
        var target = TestStore.NewOptions(provider);
        await DataRestore.RestoreAsync(archive, target, TestStore.Token, entry => { told.Add(entry); return true; });
        Assert.Equal([2L], told);
        await using var restored = store.At(target);
        await AddAsync(restored, 1);
        await using var after = restored.Context();
        Assert.Equal(4, after.AuditEntries.Count());
    }

    [Fact]
    public async Task Keys_come_back_with_the_backup()
    {
        await using var store = await TestStore.OpenAsync(Provider.Sqlite);
        var protectedText = store.Protector().Protect("secret");
        var target = TestStore.NewOptions(Provider.Sqlite);
        await DataRestore.RestoreAsync(await BackUpAsync(store), target, TestStore.Token);
        await using var restored = store.At(target);
        Assert.Equal("secret", restored.Protector().Unprotect(protectedText));
    }

    [Fact]
    public async Task Uploads_in_progress_and_temporary_files_are_left_out()
    {
        await using var store = await TestStore.OpenAsync(Provider.Sqlite);
        WriteFile(store, "uploads/x", "half");
        WriteFile(store, "facts/x.parquet.tmp", "half");
        WriteFile(store, "truth.json", "{}");
        var manifest = await store.Services.GetRequiredService<DataBackup>()
            .BackUpAsync(NewArchive(store), null, TestStore.Token);
        Assert.Equal(["operations.db", "truth.json"], manifest.Files.Select(f => f.Path));
    }

    [Fact]
    public async Task A_folder_that_is_not_empty_is_refused()
    {
        await using var store = await TestStore.OpenAsync(Provider.Sqlite);
        var archive = await BackUpAsync(store);
        await AssertRefusedAsync(archive, store.Options, "not empty");
    }

    [Fact]
    public async Task A_database_that_is_not_empty_is_refused()
    {
        await using var store = await TestStore.OpenAsync(Provider.PostgreSql);
        var archive = await BackUpAsync(store);
        var target = TestStore.NewOptions(Provider.Sqlite) with { PostgreSql = store.Options.PostgreSql };
        await AssertRefusedAsync(archive, target, "not empty");
    }

    [Fact]
    public async Task A_backup_that_was_cut_off_is_refused()
    {
        var archive = await FilledArchiveAsync();
        await using (var file = new FileStream(archive, FileMode.Open, FileAccess.Write))
            file.SetLength(file.Length / 2);
        await AssertRefusedAsync(archive, TestStore.NewOptions(Provider.Sqlite), "use another");
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.5)]
    [InlineData(0.9)]
    public async Task A_changed_byte_in_a_file_is_refused(double where)
    {
        await using var store = await TestStore.OpenAsync(Provider.Sqlite);
        WriteFile(store, "raw/large", new string('x', 1_000_000));
        var archive = await BackUpAsync(store);
        await using (var file = new FileStream(archive, FileMode.Open, FileAccess.ReadWrite))
        {
            file.Position = file.Length - 1_000_000 + (long)(where * 900_000);
            file.WriteByte((byte)'y');
        }

        await AssertRefusedAsync(archive, TestStore.NewOptions(Provider.Sqlite), "raw/large");
    }

    [Fact]
    public async Task A_backup_with_a_path_outside_the_folder_is_refused()
    {
        var archive = Path.Combine(Directory.CreateTempSubdirectory().FullName, "evil.tar");
        await using (var tar = new TarWriter(File.Create(archive)))
        {
            using var text = new MemoryStream("x"u8.ToArray());
            await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, "../evil") { DataStream = text }, TestStore.Token);
        }

        await AssertRefusedAsync(archive, TestStore.NewOptions(Provider.Sqlite), "outside");
    }

    [Fact]
    public async Task A_backup_whose_audit_log_was_tampered_with_is_refused()
    {
        await using var store = await TestStore.OpenAsync(Provider.Sqlite);
        await AddAsync(store, 3);
        await using (var context = store.Context())
        {
            await context.Database.ExecuteSqlRawAsync(
                """UPDATE "AuditEntries" SET "Action" = 'other' WHERE "Sequence" = 2""", TestStore.Token);
        }

        await AssertRefusedAsync(await BackUpAsync(store), TestStore.NewOptions(Provider.Sqlite), "entry 2");
    }

    [Fact]
    public async Task An_archive_is_never_overwritten()
    {
        await using var store = await TestStore.OpenAsync(Provider.Sqlite);
        var archive = await BackUpAsync(store);
        var backup = store.Services.GetRequiredService<DataBackup>();
        await Assert.ThrowsAsync<BackupException>(() => backup.BackUpAsync(archive, null, TestStore.Token));
    }

    private static async Task<string> FilledArchiveAsync()
    {
        await using var store = await TestStore.OpenAsync(Provider.Sqlite);
        await AddAsync(store, 5);
        return await BackUpAsync(store);
    }

    private static async Task AssertRefusedAsync(string archive, OperationsOptions target, string because)
    {
        var before = Entries(target.DataFolder);
        var refusal = await Assert.ThrowsAsync<BackupException>(
            () => DataRestore.RestoreAsync(archive, target, TestStore.Token));
        Assert.Contains(because, refusal.Message, StringComparison.Ordinal);
        Assert.Equal(before, Entries(target.DataFolder));
    }

    private static string[] Entries(string folder) =>
        Directory.Exists(folder) ? [.. Directory.EnumerateFileSystemEntries(folder).Order(StringComparer.Ordinal)] : [];

    private static string NewArchive(TestStore store) =>
        Path.Combine(Directory.CreateTempSubdirectory("huoshui-archive-").FullName, $"{store.GetHashCode()}.tar");

    private static async Task<string> BackUpAsync(TestStore store)
    {
        var archive = NewArchive(store);
        await store.Services.GetRequiredService<DataBackup>().BackUpAsync(archive, null, TestStore.Token);
        return archive;
    }

    // The file first, then the row that names it: the order that every writer of the platform keeps.
    private static async Task WriteAsync(TestStore store, CancellationToken stop)
    {
        await Task.Yield();
        while (!stop.IsCancellationRequested)
            await AddAsync(store, 1);
    }

    private static async Task<bool> HasSampleAsync(TestStore store)
    {
        await using var context = store.Context();
        return await context.Set<Sample>().AnyAsync(TestStore.Token);
    }

    private static async Task AddAsync(TestStore store, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var id = Guid.CreateVersion7();
            var name = $"facts/{id:N}.parquet";
            WriteFile(store, name, $"content of {id}");
            await using var context = store.Context();
            context.Add(new Sample { Id = id, Name = name, Remark = HashOf(Path.Combine(store.Options.DataFolder, name)) });
            context.Audit("writer", "sample.add", $"sample/{id}");
            await context.SaveChangesAsync(TestStore.Token);
        }
    }

    private static void WriteFile(TestStore store, string name, string content)
    {
        var path = Path.Combine(store.Options.DataFolder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
    }

    private static string HashOf(string path) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)));
}
