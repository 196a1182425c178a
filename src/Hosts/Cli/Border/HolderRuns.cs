using Huoshui.TransparencyLog.Issuing;
using Huoshui.TransparencyLog.Keys;
using PackagePresentation = Huoshui.TransparencyLogVerifier.Packages.Presentation;

namespace Huoshui.Cli.Border;

/// <summary>What a holder presents.</summary>
/// <param name="Package">The package.</param>
/// <param name="Key">File with his key.</param>
/// <param name="PassphraseFile">File with its passphrase; null: environment.</param>
/// <param name="Output">Where the presented package goes.</param>
/// <param name="Choice">What is shown.</param>
internal sealed record PresentRequest(
    string Package, string Key, string? PassphraseFile, string Output, PackageChoice Choice)
{
    /// <summary>To whom.</summary>
    public required string Audience { get; init; }

    /// <summary>For what.</summary>
    public required string Purpose { get; init; }

    /// <summary>What the audience asked for.</summary>
    public required string Nonce { get; init; }

    /// <summary>How long it holds.</summary>
    public required int Minutes { get; init; }

    /// <summary>Who presents for a firm; empty for a person.</summary>
    public required string Person { get; init; }

    /// <summary>The language of what is printed.</summary>
    public BorderWords Words { get; init; } = BorderWords.Both;
}

/// <summary>The holder's side: a key, and presenting.</summary>
internal static class HolderRuns
{
    public static int Create(string output, string? passphraseFile, BorderWords words) => BorderGuard.Run(() =>
    {
        if (File.Exists(output))
        {
            throw new InvalidDataException(words.In(
                $"{output} 已存在：密钥不可覆盖", $"{output} is there already: a key is not overwritten"));
        }

        var key = HolderKeys.Generate();
        key.Write(output, Passphrase(output, passphraseFile));
        File.WriteAllText(output + ".vkey", key.Public + "\n");
        Console.Out.WriteLine(key.Public);
        return ExitCodes.Good;
    });

    public static int Present(PresentRequest request) => BorderGuard.Run(() =>
    {
        var parts = BorderFiles.Package(File.ReadAllBytes(request.Package), request.Package);
        var names = PackagePresenter.FieldNames(parts);
        if (request.Choice.Fields?.FirstOrDefault(f => !names.Contains(f)) is { } unknown)
        {
            throw new InvalidDataException(request.Words.In(
                $"数据包没有字段“{unknown}”，有：{string.Join('、', names)}",
                $"the package has no field '{unknown}', only: {string.Join(", ", names)}"));
        }

        var shown = PackagePresenter.Choose(parts, request.Choice);
        var now = TimeProvider.System.GetUtcNow();
        var presentation = PackagePresentation.Of(
            shown.ToArray(), request.Audience, request.Purpose, request.Nonce, now, now.AddMinutes(request.Minutes));
        var key = HolderKeys.Read(request.Key, Passphrase(request.Key, request.PassphraseFile));
        var signed = PackagePresenter.Sign(shown, presentation with { Person = request.Person }, key).ToArray();
        BorderFiles.WriteNew(request.Output, signed, request.Words);
        Console.Out.WriteLine(request.Words.In(
            $"已写 {request.Output}（{signed.Length} 字节）", $"{request.Output} written, {signed.Length} bytes"));
        return ExitCodes.Good;
    });

    private static string Passphrase(string key, string? file) =>
        BorderFiles.Passphrase(Path.GetDirectoryName(Path.GetFullPath(key))!, file);
}
