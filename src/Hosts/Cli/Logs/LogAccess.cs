using System.Security.Cryptography;
using Huoshui.TransparencyLog;
using Huoshui.TransparencyLogVerifier.Notes;

namespace Huoshui.Cli.Logs;

/// <summary>How a command gets at a log or a witness.</summary>
/// <param name="Folder">Its folder.</param>
/// <param name="PassphraseFile">File with the passphrase; null: environment, or the file in the folder.</param>
/// <param name="State">Where the last signed checkpoint is kept; null: where the log says.</param>
internal sealed record LogAccess(string Folder, string? PassphraseFile, string? State)
{
    private const string Variable = "HUOSHUI_LOG_PASSPHRASE";
    private const int RandomBytes = 24;

    /// <summary>The folder is taken for the latest.</summary>
    public bool AcceptFolder { get; init; }

    /// <summary>Tiles are made anew.</summary>
    public bool Rebuild { get; init; }

    /// <summary>For the engine.</summary>
    public LogOptions Options => new() { SignedState = State, AcceptFolder = AcceptFolder, Rebuild = Rebuild };

    private string OwnFile => Path.Combine(Folder, ".private", "passphrase");

    /// <summary>
    /// The passphrase: from the option, the environment, or the file in the folder; null if there is none.
    /// </summary>
    public string? Passphrase()
    {
        var file = PassphraseFile ?? Environment.GetEnvironmentVariable(Variable + "_FILE");
        if (file is { Length: > 0 })
            return File.ReadAllText(file).TrimEnd('\r', '\n');
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } text)
            return text;
        return File.Exists(OwnFile) ? File.ReadAllText(OwnFile).TrimEnd('\n') : null;
    }

    /// <summary>A random passphrase for somebody who gave none.</summary>
    public static string RandomPassphrase() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(RandomBytes));

    /// <summary>Keeps a random passphrase in the folder, and says that it should not stay there.</summary>
    /// <param name="passphrase">The passphrase.</param>
    /// <param name="words">The language in which it is said; null: both.</param>
    public void KeepPassphrase(string passphrase, Border.BorderWords? words = null)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(OwnFile)!);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var file = new StreamWriter(OwnFile, options))
            file.Write(passphrase + "\n");
        Console.Error.WriteLine((words ?? Border.BorderWords.Both).In(
            $"没有给出口令，已生成并存于 {OwnFile}；正式使用请移至别处并设 {Variable}_FILE",
            $"no passphrase was given: a random one lies in {OwnFile}; move it elsewhere and set {Variable}_FILE"));
    }

    /// <summary>Reads files of vkeys, one a line; X.sm2.vkey beside X.vkey too.</summary>
    /// <exception cref="InvalidDataException">A line is no vkey.</exception>
    public static List<VerifierKey> ReadKeys(IEnumerable<string> files)
    {
        const string extension = ".vkey";
        const string sm2 = ".sm2" + extension;
        var keys = new List<VerifierKey>();
        foreach (var file in files)
        {
            keys.AddRange(ReadKeyFile(file));
            var beside = file.EndsWith(extension, StringComparison.Ordinal)
                && !file.EndsWith(sm2, StringComparison.Ordinal)
                ? file[..^extension.Length] + sm2 : null;
            if (beside is not null && File.Exists(beside))
                keys.AddRange(ReadKeyFile(beside));
        }

        return [.. keys.DistinctBy(key => key.ToString())];
    }

    private static IEnumerable<VerifierKey> ReadKeyFile(string file)
    {
        var lines = File.ReadAllLines(file).Where(line => line.Length > 0 && line[0] != '#').ToList();
        if (lines.Count == 0)
            throw new InvalidDataException($"{file} 里没有公钥 / holds no vkey");
        return lines.ConvertAll(line => VerifierKey.TryParse(line.Trim())
            ?? throw new InvalidDataException($"{file} 里有一行不是 C2SP 公钥（名称+哈希+Base64）/ a line is no vkey "
                + $"(name+hash+Base64)"));
    }
}
