namespace Huoshui.Warehouse.Staging;

/// <summary>What a filed file is: by its first bytes, else by its name.</summary>
internal enum FileKind
{
    Unknown,
    Csv,
    Parquet,
    Zip,
}

/// <summary>Tells kinds apart.</summary>
internal static class FileKinds
{
    private static readonly string[] TextExtensions = [".csv", ".txt", ".tsv"];

    extension(FileKind)
    {
        /// <summary>The kind of a file.</summary>
        public static FileKind Of(IncomingFile file)
        {
            Span<byte> head = stackalloc byte[4];
            using var handle = File.OpenHandle(file.Path);
            var read = RandomAccess.Read(handle, head, 0);
            if (head[..read].SequenceEqual("PAR1"u8))
                return FileKind.Parquet;
            if (head[..read].SequenceEqual("PK\u0003\u0004"u8) || head[..read].SequenceEqual("PK\u0005\u0006"u8))
                return FileKind.Zip;
            var extension = Path.GetExtension(file.Name);
            if (TextExtensions.Contains(extension, StringComparer.OrdinalIgnoreCase))
                return FileKind.Csv;
            return extension.ToUpperInvariant() switch { ".PARQUET" => FileKind.Parquet, ".ZIP" => FileKind.Zip, _ => FileKind.Unknown };
        }
    }
}
