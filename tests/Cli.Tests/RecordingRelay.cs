using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Huoshui.Cli.Tests;

/// <summary>Stands before a server and keeps every byte that goes either way.</summary>
internal sealed class RecordingRelay : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly MemoryStream _bytes = new();
    private readonly IPEndPoint _server;

    public RecordingRelay(string address)
    {
        _server = new IPEndPoint(IPAddress.Loopback, new Uri(address).Port);
        _listener.Start();
        _ = AcceptAsync();
    }

    public string Address => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    public byte[] Bytes()
    {
        lock (_bytes)
            return _bytes.ToArray();
    }

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
    }

    /// <summary>The ways in which a text may stand in bytes: encodings, Base64 at each offset, hexadecimal, percent, hashes.</summary>
    public static IEnumerable<byte[]> Forms(string text)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        foreach (var encoding in new[] { Encoding.UTF8, Encoding.Unicode, Encoding.GetEncoding("gb18030"), Encoding.GetEncoding("big5") })
        {
            var bytes = encoding.GetBytes(text);
            yield return bytes;
            yield return Encoding.ASCII.GetBytes(Convert.ToHexStringLower(bytes));
            yield return Encoding.ASCII.GetBytes(Convert.ToHexString(bytes));
            for (var offset = 0; offset < 3; offset++)
            {
                var whole = Convert.ToBase64String([.. new byte[offset], .. bytes]);
                yield return Encoding.ASCII.GetBytes(whole[(offset + 2)..(whole.Length / 4 * 4 - 4)]); // what does not depend on neighbours
            }

#pragma warning disable CA5350, CA5351 // what must not be found is looked for under weak hashes too
            byte[][] hashes =
                [System.Security.Cryptography.SHA256.HashData(bytes), System.Security.Cryptography.SHA1.HashData(bytes), System.Security.Cryptography.MD5.HashData(bytes)];
#pragma warning restore CA5350, CA5351
            foreach (var hash in hashes)
            {
                yield return hash;
                yield return Encoding.ASCII.GetBytes(Convert.ToHexStringLower(hash));
                yield return Encoding.ASCII.GetBytes(Convert.ToBase64String(hash));
            }
        }

        yield return Encoding.ASCII.GetBytes(Uri.EscapeDataString(text));
        yield return Encoding.ASCII.GetBytes(System.Text.Json.JsonSerializer.Serialize(text).Trim('"'));
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = RelayAsync(await _listener.AcceptTcpClientAsync(_stop.Token));
        }
        catch (Exception error) when (error is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // closed
        }
    }

    private async Task RelayAsync(TcpClient client)
    {
        using (client)
        using (var server = new TcpClient())
        {
            await server.ConnectAsync(_server, _stop.Token);
            await Task.WhenAny(CopyAsync(client, server), CopyAsync(server, client));
        }
    }

    private async Task CopyAsync(TcpClient from, TcpClient to)
    {
        var buffer = new byte[8192];
        try
        {
            while (await from.GetStream().ReadAsync(buffer, _stop.Token) is > 0 and var read)
            {
                lock (_bytes)
                    _bytes.Write(buffer, 0, read);
                await to.GetStream().WriteAsync(buffer.AsMemory(0, read), _stop.Token);
            }
        }
        catch (Exception error) when (error is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // one side left
        }
    }
}
