using System.Collections.Immutable;
using Tenon.Checking;
using Tenon.Checking.Encoding;
using Tenon.Checking.Refinement;
using Tenon.Models.Data;
using Tenon.Models.Pipelines;
using Tenon.Models.Schemas;
using Tenon.Models.Windows;
using Tenon.Tla.Checking;

namespace Tenon.Verification.Specifications;

/// <summary>A configuration of a module of ours, with the C# model that must be the same graph. Immutable.</summary>
/// <param name="Name">Its name in tables.</param>
/// <param name="Module">The module.</param>
/// <param name="Table">The table in src/Tenon.Models that the file of the configuration is written from.</param>
/// <param name="Text">What the file says.</param>
/// <param name="ActionNames">The actions of the model.</param>
/// <param name="Make">The model.</param>
/// <param name="Compare">Compares the graphs, a step by the name of its action and the states before and after it, as far as so many states.</param>
internal sealed record LinkedSpecification(
    string Name, string Module, string Table, string Text, ImmutableArray<string> ActionNames, Func<PackedModel> Make,
    Func<SpecificationGraph, int, CancellationToken, ComparisonResult> Compare)
{
    /// <summary>All: of the pipeline, then of rows, schemas and windows.</summary>
    public static ImmutableArray<LinkedSpecification> All { get; } =
    [
        .. MergePipelineConfigurations.All.Select(pair => Of(
            pair.Key, "MergePipeline", nameof(MergePipelineConfigurations), MergePipelineConfigurations.TextOf(pair.Value), new ReadablePipeline(pair.Value), DesignSpecification.ValueOf)),
        .. DataBounds.Configurations.Select(pair => Of(
            $"DataModel_{pair.Key}", "DataModel", nameof(DataBounds), pair.Value.Text, new DataModel(pair.Value), DataSpecification.ValueOf)),
        .. SchemaBounds.Configurations.Select(pair => Of(
            $"SortSchema_{pair.Key}", "SortSchema", nameof(SchemaBounds), pair.Value.Text, new SortSchemas(pair.Value), SchemaSpecification.ValueOf)),
        .. CompactionBounds.Configurations.Select(pair => Of(
            $"WindowedCompaction_{pair.Key}", "WindowedCompaction", nameof(CompactionBounds), pair.Value.Text, new WindowedCompaction(pair.Value), CompactionSpecification.ValueOf)),
    ];

    private bool IsDesign => Module == "MergePipeline";

    /// <summary>The one of a name.</summary>
    /// <param name="name">Its name in tables.</param>
    public static LinkedSpecification Named(string name) => All.Single(each => each.Name == name);

    /// <summary>The file of the module.</summary>
    /// <param name="folder">The specifications.</param>
    public string ModuleIn(SpecificationFolder folder) => IsDesign ? folder.DesignModule : folder.DataModule(Module);

    /// <summary>The file of the configuration.</summary>
    /// <param name="folder">The specifications.</param>
    public string ConfigurationIn(SpecificationFolder folder) => IsDesign ? folder.DesignConfiguration(Name) : folder.DataConfiguration(Name);

    /// <summary>What the configuration comes to in the specification; null if nothing is known of it.</summary>
    /// <param name="folder">The specifications.</param>
    public string? KnownIn(SpecificationFolder folder) => (IsDesign ? folder.DesignCounts : folder.DataCounts).GetValueOrDefault(Name);

    /// <summary>What it comes to as a model, whose steps are distinct and whose actions are not in the table; null if nothing is known of it.</summary>
    /// <param name="folder">The specifications.</param>
    public string? KnownOfModelIn(SpecificationFolder folder) => ((IsDesign ? folder.DesignCounts : folder.DataCounts).GetValueOrDefault(Name + ", distinct") ?? KnownIn(folder))?.Split(';')[0];

    private static LinkedSpecification Of<TState, TAction>(
        string name, string module, string table, string text, Model<TState, TAction> model, Func<string, TState, SpecificationValue> valueOf)
        where TState : notnull
        where TAction : notnull =>
        new(
            name, module, table, text, model.ActionNames, () => Checker.Pack(model),
            (specification, maximumStates, cancellationToken) => Compared(module, specification, model, valueOf, maximumStates, cancellationToken));

    private static ComparisonResult Compared<TState, TAction>(
        string module, SpecificationGraph specification, Model<TState, TAction> model, Func<string, TState, SpecificationValue> valueOf, int maximumStates, CancellationToken cancellationToken)
        where TState : notnull
        where TAction : notnull
    {
        StateReader reader = new();
        StateCodec<TState> codec = model.Codec;
        ComparisonResult result = GraphComparison.Check(
            specification.Model,
            Checker.Pack(model),
            specification.StateOf,
            words =>
            {
                reader.Begin(words);
                TState state = codec.Read(reader);
                return specification.StateOf(variable => valueOf(variable, state));
            },
            DesignSpecification.NameOf,
            isByKind: true,
            maximumStates,
            cancellationToken: cancellationToken);

        // Specification and model may have one name.
        return result with { Difference = result.Difference is string difference ? Named(difference, module, model.Name) : null };
    }

    // A difference is said of one by its name, and then of the other.
    private static string Named(string difference, string module, string model) => model == module
        ? difference
        : difference.Replace($"{model} ", "the model ", StringComparison.Ordinal).Replace($"{module} ", "the specification ", StringComparison.Ordinal);
}
