using System.Net;
using System.Text.Json;
using Huoshui.Systems.CrossBorderData.Relaying;
using Huoshui.TransparencyLog.Sealing;
using Huoshui.TransparencyLogVerifier;

namespace Huoshui.Cli.Border;

/// <summary>The relay's two ends: sealing and sending, fetching and opening.</summary>
internal static class RelayRuns
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    public static int Create(string output, string? passphraseFile) => BorderGuard.Run(() =>
    {
        if (File.Exists(output))
            throw new InvalidDataException($"{output} 已存在：密钥不可覆盖 / is there already: a key is not overwritten");
        var keys = RelayKeys.Generate();
        keys.Write(output, Passphrase(output, passphraseFile));
        File.WriteAllText(output + ".relay", keys.Address + "\n");
        Console.Out.WriteLine(keys.Address);
        return ExitCodes.Good;
    });

    public static Task<int> SendAsync(string package, string to, string server, CancellationToken cancellationToken) =>
        BorderGuard.RunAsync(async () =>
        {
            var bytes = await File.ReadAllBytesAsync(package, cancellationToken);
            BorderFiles.Package(bytes, package); // nothing else is relayed
            var address = RelayAddress.TryParse((await File.ReadAllTextAsync(to, cancellationToken)).Trim())
                ?? throw new InvalidDataException($"{to} 不是收件公钥 / is no address: huoshui border relay key");
            using var client = Client(server);
            using var content = new ByteArrayContent(address.Seal(bytes));
            using var answer = await client.PostAsync(new Uri("relay", UriKind.Relative), content, cancellationToken);
            if (answer.StatusCode != HttpStatusCode.Created)
                return await RefusedAsync(answer, cancellationToken);
            var receipt = await answer.Content.ReadFromJsonAsync<RelayReceipt>(cancellationToken);
            Console.Out.WriteLine(receipt!.Id);
            await Console.Error.WriteLineAsync(
                $"只有持有该密钥的人能打开；取一次即删，最迟 {receipt.Until:u} 删除。请把编号另行告知收件人 / only the holder of the key opens it; "
                + "deleted once fetched. Tell the receiver the id by another way.");
            return ExitCodes.Good;
        });

    public static Task<int> ReceiveAsync(
        string id, (string File, string? PassphraseFile) key, string server, string output,
        CancellationToken cancellationToken) =>
        BorderGuard.RunAsync(async () =>
        {
            var keys = RelayKeys.Read(key.File, Passphrase(key.File, key.PassphraseFile));
            if (File.Exists(output))
                throw new InvalidDataException($"{output} 已存在，请换一个名字 / is there already: choose another name");
            using var client = Client(server);
            using var answer = await client.GetAsync(
                new Uri("relay/" + Uri.EscapeDataString(id), UriKind.Relative), cancellationToken);
            if (!answer.IsSuccessStatusCode)
                return await RefusedAsync(answer, cancellationToken);
            var box = await answer.Content.ReadAsByteArrayAsync(cancellationToken);
            var package = keys.Open(box) ?? throw new InvalidDataException(
                "打不开：不是发给这个密钥的，或被改动；它已从节点删除，请重新发送 / it does not open: for another key, or changed; it is gone from the "
                + "node: have it sent again");
            BorderFiles.WriteNew(output, package);
            Console.Out.WriteLine($"已写 {output}（{package.Length} 字节）/ written");
            return ExitCodes.Good;
        });

    private static async Task<int> RefusedAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        try
        {
            var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
            return BorderFiles.Refused(new Refusal(
                problem.GetProperty("code").GetString()!, problem.GetProperty("zh").GetString()!,
                problem.GetProperty("en").GetString()!));
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new InvalidDataException(
                $"节点没有开通转递（{(int)answer.StatusCode}）/ the node has no relay: border serve --relay-hours", error);
        }
    }

    private static HttpClient Client(string server) =>
        Uri.TryCreate(server.TrimEnd('/') + "/", UriKind.Absolute, out var address)
            ? new HttpClient { BaseAddress = address, Timeout = Longest }
            : throw new InvalidDataException($"--server “{server}”不是地址 / is no address");

    private static string Passphrase(string key, string? file) =>
        BorderFiles.Passphrase(Path.GetDirectoryName(Path.GetFullPath(key))!, file);
}
