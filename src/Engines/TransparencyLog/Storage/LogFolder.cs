using System.Text.Json;

namespace Huoshui.TransparencyLog.Storage;

/// <summary>Where everything of a log lies. What a web server may serve stands in the folder itself.</summary>
/// <param name="Root">The folder.</param>
internal sealed record LogFolder(string Root)
{
    private static readonly JsonSerializerOptions Written = new() { WriteIndented = true };

    /// <summary>The published checkpoint.</summary>
    public string Checkpoint => Path.Combine(Root, "checkpoint");

    /// <summary>The folder of the twin SM3 tree.</summary>
    public string Twin => Path.Combine(Root, "sm3");

    /// <summary>The published checkpoint of the twin tree.</summary>
    public string TwinCheckpoint => Path.Combine(Twin, "checkpoint");

    /// <summary>The log's Ed25519 vkey, one line.</summary>
    public string VerifierKey => Path.Combine(Root, "log.vkey");

    /// <summary>The log's SM2 vkey, one line.</summary>
    public string Sm2VerifierKey => Path.Combine(Root, "log.sm2.vkey");

    /// <summary>The log's SM2 key as OpenSSL reads it.</summary>
    public string Sm2Pem => Path.Combine(Root, "log.sm2.pem");

    /// <summary>What nobody else may read, of 0700.</summary>
    public string Private => Path.Combine(Root, ".private");

    /// <summary>The encrypted signing keys.</summary>
    public string Keys => Path.Combine(Private, "keys.json");

    /// <summary>The write-ahead log.</summary>
    public string Journal => Path.Combine(Private, "wal");

    /// <summary>Held by the one writer.</summary>
    public string Lock => Path.Combine(Private, "lock");

    /// <summary>Up to which size the tiles are known to survive a power cut.</summary>
    public string DurableSize => Path.Combine(Private, "tiles-durable");

    private string Settings => Path.Combine(Private, "log.json");

    /// <summary>What is fixed when the log is created.</summary>
    public LogSettings ReadSettings()
    {
        if (!File.Exists(Settings))
            throw LogErrors.NoLog(Root);
        return JsonSerializer.Deserialize<LogSettings>(File.ReadAllText(Settings)) ?? throw LogErrors.NoLog(Root);
    }

    /// <summary>Keeps what is fixed.</summary>
    public void WriteSettings(LogSettings settings) =>
        DurableFile.Replace(Settings, JsonSerializer.SerializeToUtf8Bytes(settings, Written));

    /// <summary>Whether a log was created here, of which a mirror must not write over anything.</summary>
    public bool IsLog => File.Exists(Settings);

    /// <summary>Makes the folders, the private one for the owner only.</summary>
    public void Create()
    {
        CreateMirror();
        Directory.CreateDirectory(Journal);
    }

    /// <summary>Makes the folders of a mirror, which has nothing private but its lock and proofs of forks.</summary>
    public void CreateMirror()
    {
        Directory.CreateDirectory(Root);
        Directory.CreateDirectory(Private);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(Private, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Directory.CreateDirectory(Twin);
    }
}

/// <summary>What is fixed when a log is created.</summary>
/// <param name="Origin">Identity of the log.</param>
/// <param name="SignedState">Where the last signed checkpoint is kept, apart from the folder.</param>
internal sealed record LogSettings(string Origin, string SignedState)
{
    /// <summary>Origin of the twin tree.</summary>
    public string TwinOrigin => TransparencyLogVerifier.Notes.VerifierKey.TwinOrigin(Origin);
}
