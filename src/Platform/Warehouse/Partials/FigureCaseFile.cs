using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Huoshui.Warehouse.Partials;

/// <summary>The shape of a figure pack's cases.yaml.</summary>
internal sealed class FigureCaseFile
{
    private static readonly IDeserializer Yaml = new DeserializerBuilder()
        .WithNamingConvention(UnderscoredNamingConvention.Instance)
        .Build();

    /// <summary>The date of the cases that name none.</summary>
    public string AsOf { get; set; } = string.Empty;

    public List<CasePart> Cases { get; set; } = [];

    public static FigureCaseFile Parse(string yaml) => Yaml.Deserialize<FigureCaseFile?>(yaml) ?? new FigureCaseFile();

    internal sealed class CasePart
    {
        public string Name { get; set; } = string.Empty;

        public string? AsOf { get; set; }

        /// <summary>Rows by table; a row names the columns that matter, institution is A unless it says
        /// otherwise.</summary>
        public Dictionary<string, List<Dictionary<string, string?>>> Given { get; set; } = [];

        /// <summary>Values of other figures by operand, for ratios: <c>I06: {now: 251, base: 100}</c>.</summary>
        public Dictionary<string, Dictionary<string, decimal?>> Values { get; set; } = [];

        /// <summary>Values of figures in base units.</summary>
        public Dictionary<string, decimal?> Expect { get; set; } = [];

        /// <summary>Rows of stored results.</summary>
        public Dictionary<string, long> Rows { get; set; } = [];
    }
}
