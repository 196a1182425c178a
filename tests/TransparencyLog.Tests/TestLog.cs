using System.Globalization;
using System.Text;
using Huoshui.TransparencyLog.Keys;
using Huoshui.TransparencyLog.Storage;
using Huoshui.TransparencyLogVerifier.Proofs;
using Xunit;

namespace Huoshui.TransparencyLog.Tests;

/// <summary>A log in a temporary folder, deleted afterwards.</summary>
internal sealed class TestLog : IDisposable
{
    public const string Origin = "log.example.cn/test";
    public const string Passphrase = "open sesame";

    private static readonly Lazy<Task<TestLog>> Template = new(() => CreateAsync(0, hasFreshKeys: true));

    // In memory where Linux has it: a hundred small logs sync thousands of times, and no test cuts the power.
    private static readonly string Temporary = Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath();

    private readonly string _parent = Directory.CreateDirectory(
        Path.Combine(Temporary, "huoshui-log-" + Path.GetRandomFileName())).FullName;

    private TestLog(LogKeys keys) => Keys = keys;

    public static CancellationToken Stop => TestContext.Current.CancellationToken;

    public LogKeys Keys { get; }

    public string Folder => Path.Combine(_parent, "log");

    public string State => Folder + ".signed-checkpoint";

    public string Beside(string name) => Path.Combine(_parent, name);

    /// <summary>Our keys, the Ed25519 one alone or all that are published.</summary>
    public VerificationPolicy Policy => new([Keys.Ed25519, Keys.Sm2, Keys.Sm2.Twin()]);

    /// <summary>A new log; its keys are those of every other unless they are to be fresh (deriving them takes its time).</summary>
    public static async Task<TestLog> CreateAsync(int entries = 0, bool hasFreshKeys = false)
    {
        var log = new TestLog(hasFreshKeys ? LogKeys.Generate(Origin) : (await Template.Value).Keys);
        if (hasFreshKeys)
            await LogWriter.CreateAsync(log.Folder, log.Keys, Passphrase);
        else
            log.CopyTemplate(await Template.Value);
        if (entries > 0)
            await log.AppendAsync(0, entries);
        return log;
    }

    public LogWriter Open(LogOptions? options = null) => LogWriter.Open(Folder, Keys, options);

    /// <summary>Appends the entries [first, first + count) and publishes.</summary>
    public async Task AppendAsync(int first, int count, LogOptions? options = null)
    {
        await using var writer = Open(options);
        await AppendAsync(writer, first, count);
        await writer.PublishAsync(Stop);
    }

    public static async Task AppendAsync(LogWriter writer, int first, int count)
    {
        var tasks = new List<Task<AppendedEntry>>();
        for (var i = first; i < first + count; i++)
            tasks.Add(await writer.EnqueueAsync(Entry(i), cancellationToken: Stop));
        await Task.WhenAll(tasks);
    }

    public static byte[] Entry(int number) =>
        Encoding.UTF8.GetBytes("entry " + number.ToString(CultureInfo.InvariantCulture));

    private void CopyTemplate(TestLog template)
    {
        Copy(template.Folder, Folder);
        Directory.CreateDirectory(Path.Combine(Folder, ".private/wal"));
        File.Copy(template.State, State);
        new LogFolder(Folder).WriteSettings(new LogSettings(Origin, State));
    }

    public static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target, overwrite: true);
        }
    }

    public void Dispose() => Directory.Delete(_parent, recursive: true);
}
