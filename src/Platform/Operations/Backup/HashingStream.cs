using System.Security.Cryptography;

namespace Huoshui.Operations.Backup;

/// <summary>Reads a stream up to the length that it had in the beginning, and hashes what was read.</summary>
internal sealed class HashingStream(Stream source) : Stream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly long _length = source.Length;

    public long Count { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => true; // the archive asks for the length only

    public override bool CanWrite => false;

    public override long Length => _length;

    public override long Position
    {
        get => Count;
        set => throw new NotSupportedException();
    }

    public string Hash() => Count == _length
        ? Convert.ToHexStringLower(_hash.GetCurrentHash())
        : throw new BackupException(
            "有文件在复制时变短了；请重新备份", "a file became shorter while it was copied; take the backup again");

    public override int Read(Span<byte> buffer) => Taken(buffer, source.Read(Clipped(buffer)));

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var wanted = buffer[..(int)Math.Min(buffer.Length, _length - Count)];
        var read = await source.ReadAsync(wanted, cancellationToken);
        return Taken(wanted.Span, read);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _hash.Dispose();
        base.Dispose(disposing);
    }

    private Span<byte> Clipped(Span<byte> buffer) => buffer[..(int)Math.Min(buffer.Length, _length - Count)];

    private int Taken(Span<byte> buffer, int read)
    {
        _hash.AppendData(buffer[..read]);
        Count += read;
        return read;
    }
}
