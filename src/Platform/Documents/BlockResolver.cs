using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Huoshui.Documents;

/// <summary>Writes each kind of block with its name, so that a stored text can be read back.</summary>
internal sealed class BlockResolver : DefaultJsonTypeInfoResolver
{
    public override JsonTypeInfo GetTypeInfo(Type type, JsonSerializerOptions options)
    {
        var info = base.GetTypeInfo(type, options);
        if (type != typeof(DocumentBlock))
            return info;
        info.PolymorphismOptions = new JsonPolymorphismOptions
        {
            TypeDiscriminatorPropertyName = "block",
            DerivedTypes =
            {
                new JsonDerivedType(typeof(HeadingBlock), "heading"),
                new JsonDerivedType(typeof(ParagraphBlock), "paragraph"),
                new JsonDerivedType(typeof(TableBlock), "table"),
            },
        };
        return info;
    }
}
