using Huoshui.Cli.Logs;
using Huoshui.Policies;
using Huoshui.Systems.CrossBorderData;
using Huoshui.Systems.CrossBorderData.Providing;
using Huoshui.TransparencyLog.Keys;
using Huoshui.TransparencyLogVerifier.Packages;

namespace Huoshui.Cli.Border;

/// <summary>How a command gets at a provider's folder and its log.</summary>
/// <param name="Folder">The folder.</param>
/// <param name="PassphraseFile">File with the passphrase; null: environment, or the file in the folder.</param>
/// <param name="Log">Where entries go.</param>
/// <param name="Words">The language of what is printed.</param>
internal sealed record ProviderAccess(string Folder, string? PassphraseFile, LogChoice Log, BorderWords Words);

/// <summary>The provider's side: keys, lists, issuing, revoking.</summary>
internal static class ProviderRuns
{
    public static int Create(
        ProviderAccess access, ProviderProfile profile, int days, Func<TokenChoice?> token) =>
        BorderGuard.Run(access.Words, () =>
    {
        var log = new LogAccess(access.Folder, access.PassphraseFile, null);
        var passphrase = log.Passphrase();
        var used = passphrase ?? LogAccess.RandomPassphrase();
        ProviderFolder.Create(access.Folder, profile, used, days, TimeProvider.System.GetUtcNow(), token());
        if (passphrase is null)
            log.KeepPassphrase(used, access.Words);
        foreach (var root in BorderFiles.Profile(access.Folder).Roots)
            Console.Out.WriteLine(root);
        return ExitCodes.Good;
    });

    public static Task<int> PublishAsync(
        ProviderAccess access, int days, bool isStatusOnly, CancellationToken cancellationToken) =>
        WithAsync(access, async (provider, passphrase, submit, _) =>
        {
            var now = TimeProvider.System.GetUtcNow();
            var refusal = isStatusOnly
                ? await provider.PublishStatusAsync(passphrase, days, now, submit, cancellationToken)
                : await provider.PublishAsync(passphrase, days, now, submit, cancellationToken);
            if (refusal is not null)
                return BorderFiles.Refused(refusal, access.Words);
            var (keys, list) = (provider.Profile.ManifestSequence, provider.Profile.StatusSequence);
            Console.Out.WriteLine(access.Words.In(
                $"密钥清单第 {keys} 号，状态清单第 {list} 号", $"key manifest {keys}, status list {list}"));
            return ExitCodes.Good;
        });

    public static int Rotate(
        ProviderAccess access, int days, DateTimeOffset? compromisedAt, TokenChoice? token) =>
        BorderGuard.Run(access.Words, () =>
    {
        using var provider = ProviderFolder.Open(access.Folder);
        provider.Rotate(
            BorderFiles.Passphrase(access.Folder, access.PassphraseFile, access.Words), days,
            TimeProvider.System.GetUtcNow(),
            compromisedAt, token);
        Console.Out.WriteLine(access.Words.In(
            "已换新签名密钥，请随即运行 huoshui border publish", "new signing keys: run huoshui border publish"));
        return ExitCodes.Good;
    });

    public static Task<int> IssueAsync(
        ProviderAccess access, IssueRequest request, string output, CancellationToken cancellationToken) =>
        WithAsync(access, async (provider, passphrase, submit, library) =>
        {
            BorderFiles.RequireNew(output, access.Words);
            var desk = new IssueDesk(library, TimeProvider.System);
            using var keys = provider.Keys(passphrase);
            var answer = await desk.IssueAsync(provider, keys, request, submit, cancellationToken);
            if (answer.Package is not { } package)
                return BorderFiles.Refused(answer.Refusal!, access.Words);
            var bytes = package.ToArray();
            BorderFiles.WriteNew(output, bytes, access.Words);
            Console.Out.WriteLine(access.Words.In(
                $"已写 {output}（{bytes.Length} 字节），交给当事人，此处不留",
                $"{output} written, {bytes.Length} bytes, for the subject; nothing of it stays here"));
            return ExitCodes.Good;
        });

    public static Task<int> RevokeAsync(
        ProviderAccess access, string? package, int? index, int days, CancellationToken cancellationToken) =>
        WithAsync(access, async (provider, passphrase, submit, _) =>
        {
            var place = index ?? Index(package, provider.Profile.Name, access.Words);
            var now = TimeProvider.System.GetUtcNow();
            if (!provider.Revoke(place, RevocationReasons.Unspecified, now))
            {
                throw new InvalidDataException(access.Words.In(
                    $"序号 {place} 从未发行", $"nothing was issued on index {place}"));
            }

            if (await provider.PublishStatusAsync(passphrase, days, now, submit, cancellationToken) is { } refusal)
                return BorderFiles.Refused(refusal, access.Words);
            var list = provider.Profile.StatusSequence;
            Console.Out.WriteLine(access.Words.In($"已撤销，状态清单第 {list} 号", $"revoked by status list {list}"));
            return ExitCodes.Good;
        });

    private static int Index(string? package, string provider, BorderWords words)
    {
        if (package is null)
        {
            throw new InvalidDataException(words.In(
                "请给出 --package 或 --index", "give one of --package and --index"));
        }

        var parts = BorderFiles.Package(File.ReadAllBytes(package), package);
        var note = TransparencyLogVerifier.Notes.SignedNote.TryParse(parts[PartNames.Statement]);
        var statement = note is null ? null : Statement.TryRead(note.Text.Span);
        return statement?.Issuer == provider ? statement.StatusIndex
            : throw new InvalidDataException(words.In(
                $"{package} 不是 {provider} 发行的", $"{package} was not issued by {provider}"));
    }

    private static Task<int> WithAsync(
        ProviderAccess access, Func<ProviderFolder, string, SubmitEntry, PolicyLibrary, Task<int>> run) =>
        BorderGuard.RunAsync(access.Words, async () =>
        {
            var passphrase = BorderFiles.Passphrase(access.Folder, access.PassphraseFile, access.Words);
            using var provider = ProviderFolder.Open(access.Folder);
            var library = PolicyLibrary.Load(PolicyLibrary.FindFolder(), ModelLoading.WhenAsked);
            await using var log = LogConnection.Open(access.Log, library, provider.Profile, access.Words);
            return await run(provider, passphrase, log.Submit, library);
        });
}
