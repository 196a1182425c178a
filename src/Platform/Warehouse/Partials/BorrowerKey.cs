using System.Security.Cryptography;
using System.Text;

namespace Huoshui.Warehouse.Partials;

/// <summary>The secret of the keyed hash under which individuals are counted; the identity number itself never leaves
/// the facts.</summary>
public sealed class BorrowerKey
{
    private const int Bytes = 32;
    // Of the name: another form of the hash is another name, so that no results of two forms are merged.
    private const string Form = "id72b:";

    private BorrowerKey(string hex) => Hex = hex;

    /// <summary>The key of the cases of packs, which is no secret.</summary>
    internal static BorrowerKey OfCases { get; } = new("63617365");

    /// <summary>A name for the key that gives nothing away; part of the address of what was computed with it.</summary>
    public string Id => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(Form + Hex)))[..16];

    /// <summary>The key in hex.</summary>
    internal string Hex { get; }

    /// <summary>Reads the key of a data folder, or makes one; two processes at once end up with the same.</summary>
    /// <param name="folder">The folder of partial results.</param>
    public static BorrowerKey In(string folder)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, "borrower.key");
        if (!File.Exists(path))
        {
            var temporary = Path.Combine(folder, Path.GetRandomFileName() + DurableFile.TemporaryExtension);
            File.WriteAllText(temporary, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(Bytes)));
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(temporary, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            TryPlace(temporary, path);
        }

        var hex = File.ReadAllText(path).Trim();
        if (hex.Length != Bytes * 2 || !hex.All(char.IsAsciiHexDigit))
        {
            throw new InvalidDataException(
                $"{path}：应为 {Bytes * 2} 位十六进制密钥，请从备份恢复 / "
                + $"must hold a key of {Bytes * 2} hex digits: restore it from a backup");
        }

        return new BorrowerKey(hex);
    }

    private static void TryPlace(string temporary, string path)
    {
        try
        {
            File.Move(temporary, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(temporary); // another process was first: its key counts
        }
    }
}
