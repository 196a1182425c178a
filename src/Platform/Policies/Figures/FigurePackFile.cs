using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Huoshui.Policies.Figures;

/// <summary>The shape of pack.yaml as far as figures are concerned; other keys are the pack's own and are passed
/// over.</summary>
internal sealed class FigurePackFile
{
    private static readonly IDeserializer Yaml = new DeserializerBuilder()
        .WithNamingConvention(UnderscoredNamingConvention.Instance)
        .IgnoreUnmatchedProperties()
        .Build();

    public string Id { get; set; } = string.Empty;

    public CalculationPart? Calculation { get; set; }

    public List<FigurePart> Figures { get; set; } = [];

    public List<FigurePart> Shadows { get; set; } = [];

    public static FigurePackFile Parse(string yaml) =>
        Yaml.Deserialize<FigurePackFile?>(new Loading.ShallowParser(yaml)) ?? new FigurePackFile();

    internal sealed class CalculationPart
    {
        public Dictionary<string, List<string>> Inputs { get; set; } = [];

        public List<string> Registers { get; set; } = [];

        public List<string> Uses { get; set; } = [];

        public List<string> Shared { get; set; } = [];

        public List<string> LeftOut { get; set; } = [];
    }

    internal sealed class TextPart
    {
        public string Zh { get; set; } = string.Empty;

        public string En { get; set; } = string.Empty;
    }

    internal sealed class PublishedPart
    {
        public decimal? Value { get; set; }

        public string Qualifier { get; set; } = "=";
    }

    internal sealed class RoundingPart
    {
        public int Decimals { get; set; } = 2;

        public string Mode { get; set; } = "half_up";
    }

    internal sealed class CellsPart
    {
        public string Dataset { get; set; } = string.Empty;

        public string? Measure { get; set; }

        public string? Per { get; set; }

        public string? Borrowers { get; set; }
    }

    internal sealed class DrillPart
    {
        public string Dataset { get; set; } = string.Empty;

        public string Member { get; set; } = string.Empty;

        public string Table { get; set; } = "H01";

        public string? Amount { get; set; }

        public string AmountUnit { get; set; } = FigureDrill.Yuan;

        public string RowUnit { get; set; } = FigureDrill.Record;
    }

    internal sealed class OperandPart
    {
        public string Figure { get; set; } = string.Empty;

        public string? At { get; set; }
    }

    internal sealed class FigurePart
    {
        public string Id { get; set; } = string.Empty;

        public string? Of { get; set; }

        public TextPart? Name { get; set; }

        public string Unit { get; set; } = string.Empty;

        public string? CountedEn { get; set; }

        public PublishedPart? Published { get; set; }

        public string AsOf { get; set; } = string.Empty;

        public string AsOfBasis { get; set; } = "assumed";

        public string Kind { get; set; } = string.Empty;

        public string ComputedFrom { get; set; } = string.Empty;

        public TextPart? Formula { get; set; }

        public TextPart? Population { get; set; }

        public TextPart? Deduplication { get; set; }

        public string? Currency { get; set; }

        public TextPart? Base { get; set; }

        public RoundingPart Rounding { get; set; } = new();

        public string? Threshold { get; set; }

        public bool ScalesWithCity { get; set; }

        public string? Register { get; set; }

        public string? Result { get; set; }

        public string State { get; set; } = "not_connected";

        public CellsPart? Cells { get; set; }

        public CellsPart? Support { get; set; }

        public DrillPart? Drill { get; set; }

        public Dictionary<string, OperandPart> Operands { get; set; } = [];
    }
}
