using System.Diagnostics;
using Huoshui.Systems.CrossBorderData;
using Huoshui.TransparencyLogVerifier.Packages;
using Xunit;

namespace Huoshui.Systems.Tests.CrossBorderData;

/// <summary>A provider's process is killed at every call with which it changes a file's name or makes it durable.</summary>
public sealed class ProviderCrashTests
{
    private const string FolderVariable = "HUOSHUI_TEST_PROVIDER";
    private const int MostCalls = 60;

    [Theory]
    [InlineData("rename")]
    [InlineData("fsync")]
    public async Task Keys_and_profile_belong_together_wherever_a_rotation_is_killed(string call)
    {
        if (call == "fsync" && Environment.GetEnvironmentVariable("HUOSHUI_SLOW_TESTS") != "1")
            Assert.Skip("slow: ./check all");
        if (!File.Exists("/usr/bin/strace"))
            Assert.Skip("strace 不在这里（apt-get install strace）/ strace is not here");
        await using var house = await BorderHouse.CreateAsync();
        var (before, outcomes) = (house.Profile.Keys.Count, new List<bool>());
        for (var at = 1; ; at++)
        {
            Assert.True(at < MostCalls);
            var copy = house.At($"copy-{call}-{at}");
            Copy(house.At("P"), copy);
            var exitCode = await RotateAsync(copy, call, at);
            using var provider = ProviderFolder.Open(copy);
            var keys = provider.Keys(BorderHouse.Passphrase);
            Assert.Equal(
                [keys.Ed25519.ToString(), keys.Sm2.ToString()], provider.Profile.Keys.TakeLast(2).Select(k => k.Key));
            outcomes.Add(provider.Profile.Keys.Count > before);
            Assert.Empty(Directory.GetFiles(copy, "keys-next-*"));
            provider.Rotate(BorderHouse.Passphrase, 90, house.Clock.Now, null); // and it can be done again
            if (exitCode == 0)
                break; // there was no such call any more
        }

        Assert.Contains(true, outcomes);
        Assert.Contains(false, outcomes);
    }

    [Fact]
    public async Task A_published_note_and_its_proof_belong_together_wherever_an_earlier_release_stopped()
    {
        await using var house = await BorderHouse.CreateAsync();
        var folder = house.At("P"); // as an earlier release left it: names without a number
        foreach (var end in (string[])["note", "tlog-proof"])
            File.Move(house.At($"P/public/manifest.1.{end}"), house.At($"P/public/manifest.{end}"));
        var old = (await File.ReadAllBytesAsync(Path.Combine(folder, "public/manifest.note"), BorderHouse.Token),
            await File.ReadAllBytesAsync(Path.Combine(folder, "public/manifest.tlog-proof"), BorderHouse.Token));
        (string Folder, string[] Files, bool IsTaken)[] states =
        [
            ("publishing", [], false), ("publishing", ["manifest.note"], false),
            ("publishing", ["manifest.note", "manifest.tlog-proof"], false),
            ("published", ["manifest.note", "manifest.tlog-proof"], true), ("published", ["manifest.tlog-proof"], true),
            ("published", [], true),
        ];
        foreach (var (name, files, isTaken) in states)
        {
            var copy = house.At("copy");
            Copy(folder, copy);
            Directory.CreateDirectory(Path.Combine(copy, name));
            foreach (var file in (string[])["manifest.note", "manifest.tlog-proof"])
            {
                var place = files.Contains(file) ? name : isTaken ? "public" : null; // what is not apart any more was moved
                if (place is not null)
                    await File.WriteAllTextAsync(Path.Combine(copy, place, file), "new " + file, BorderHouse.Token);
            }

            using (var provider = ProviderFolder.Open(copy))
            {
                var (note, proof) = provider.Manifest!;
                Assert.Equal(isTaken ? "new manifest.note"u8.ToArray() : old.Item1, note.ToArray());
                Assert.Equal(isTaken ? "new manifest.tlog-proof"u8.ToArray() : old.Item2, proof.ToArray());
            }

            Assert.False(Directory.Exists(Path.Combine(copy, "publishing")) || Directory.Exists(Path.Combine(copy, "published")));
            Directory.Delete(copy, recursive: true);
        }
    }

    [Fact]
    public async Task After_a_publication_nothing_lies_apart_and_the_package_of_the_day_is_accepted()
    {
        await using var house = await BorderHouse.CreateAsync();
        using (var provider = ProviderFolder.Open(house.At("P")))
            provider.Rotate(BorderHouse.Passphrase, 90, house.Clock.Now, null);
        Assert.Null(await house.PublishAsync());
        Assert.Equal(["public"], Directory.GetDirectories(house.At("P")).Select(Path.GetFileName));
        var package = (await house.IssueAsync(BorderHouse.Statement)).Package!;
        Assert.Empty(PackageVerifier.Verify(package.ToArray(), house.Question).Refusals);
    }

    /// <summary>Rotates: runs only in a process that the test above started.</summary>
    [Fact]
    public void Rotator()
    {
        if (Environment.GetEnvironmentVariable(FolderVariable) is not { Length: > 0 } folder)
        {
            Assert.Skip("Not a test: the process that the test above kills.");
            return;
        }

        using var provider = ProviderFolder.Open(folder);
        provider.Rotate(BorderHouse.Passphrase, 90, new DateTimeOffset(2026, 11, 30, 3, 0, 0, TimeSpan.Zero), null);
    }

    private static async Task<int> RotateAsync(string folder, string call, int at)
    {
        var start = new ProcessStartInfo(
            "strace",
            [
                "-qq", "-f", "-o", "/dev/null", "-e", $"trace={call}", "-e", $"inject={call}:signal=KILL:when={at}",
                Environment.ProcessPath!, "-method", $"{typeof(ProviderCrashTests).FullName}.{nameof(Rotator)}",
            ])
        { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.Environment[FolderVariable] = folder;
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(BorderHouse.Token);
        var output = await process.StandardOutput.ReadToEndAsync(BorderHouse.Token);
        await process.WaitForExitAsync(BorderHouse.Token);
        Assert.True(process.ExitCode == 0 || !output.Contains("[FAIL]", StringComparison.Ordinal), output + await errors);
        return process.ExitCode;
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
