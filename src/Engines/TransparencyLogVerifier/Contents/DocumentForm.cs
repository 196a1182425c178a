using System.Xml;

namespace Huoshui.TransparencyLogVerifier.Contents;

/// <summary>规范形式 In which form a document is committed to.</summary>
public enum DocumentForm
{
    /// <summary>Its exact bytes.</summary>
    Bytes,

    /// <summary>RFC 8785 of its content: key order and white space do not matter.</summary>
    Json,

    /// <summary>Its exact bytes, which must keep to the CSV profile.</summary>
    Csv,

    /// <summary>Its exact bytes, which must keep to the XML profile.</summary>
    Xml,
}

/// <summary>What a document's commitment is calculated over.</summary>
public static class DocumentForms
{
    private const int MostCharacters = 32 * 1024 * 1024;

    /// <summary>The word of a form in a statement.</summary>
    public static string Word(DocumentForm form) => form switch
    {
        DocumentForm.Json => "json",
        DocumentForm.Csv => "csv",
        DocumentForm.Xml => "xml",
        _ => "bytes",
    };

    /// <summary>The form of a word; null if there is none.</summary>
    public static DocumentForm? Of(string word) =>
        Enum.GetValues<DocumentForm>().Cast<DocumentForm?>().FirstOrDefault(form => Word(form!.Value) == word);

    /// <summary>The bytes that are committed to, or why the document is not in the form.</summary>
    public static (ReadOnlyMemory<byte>? Bytes, Refusal? Problem) Read(DocumentForm form, ReadOnlyMemory<byte> document)
    {
        if (form == DocumentForm.Bytes)
            return (document, null);
        if (form == DocumentForm.Json)
        {
            var (bytes, problem) = CanonicalJson.Canonicalise(document);
            return (bytes is null ? (ReadOnlyMemory<byte>?)null : bytes, problem);
        }

        var wrong = ContentRefusals.OfText(document.Span)
            ?? (form == DocumentForm.Csv ? CsvProfile.Check(document.Span) : CheckXml(document));
        return wrong is null ? (document, null) : (null, wrong);
    }

    // No DTD (nothing is expanded or fetched), no comments or instructions in which a second text could hide.
    private static Refusal? CheckXml(ReadOnlyMemory<byte> document)
    {
        if (document.Span.Contains((byte)'\r'))
            return ContentRefusals.CarriageReturn;
        var settings = new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            MaxCharactersInDocument = MostCharacters,
        };
        try
        {
            using var reader = XmlReader.Create(new MemoryStream(document.ToArray()), settings);
            while (reader.Read())
            {
                if (reader.NodeType is XmlNodeType.Comment or XmlNodeType.ProcessingInstruction or XmlNodeType.CDATA)
                    return ContentRefusals.Xml(reader.NodeType.ToString());
                if (reader.NodeType == XmlNodeType.XmlDeclaration && reader.GetAttribute("encoding") is { } encoding
                    && !encoding.Equals("utf-8", StringComparison.OrdinalIgnoreCase))
                {
                    return ContentRefusals.NotUtf8;
                }
            }

            return null;
        }
        catch (XmlException error)
        {
            return ContentRefusals.Xml(error.Message);
        }
    }
}
