using System.Collections.Immutable;

namespace Tenon.Verification.Specifications;

/// <summary>The folder with the specifications, <c>specs</c> of a checkout, and the numbers that are written down there. Immutable.</summary>
public sealed class SpecificationFolder
{
    /// <summary>The folder of the design in it.</summary>
    private const string Design = "merge-pipeline";

    /// <summary>The folder of what is specified of rows, schemas and windows in it.</summary>
    private const string Data = "data";

    /// <summary>The folder of what the field has specified in it.</summary>
    private const string Reference = "reference";

    private SpecificationFolder(string path)
    {
        Path = path;
        DesignCounts = CountsIn(Design);
        DataCounts = CountsIn(Data);
        ReferenceCounts = CountsIn(Reference);
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>The folder above it: the checkout.</summary>
    public string Root => System.IO.Path.GetDirectoryName(Path) ?? Path;

    /// <summary>What each configuration of the design comes to, as counts.txt has it.</summary>
    public ImmutableSortedDictionary<string, string> DesignCounts { get; }

    /// <summary>What each configuration of the modules of rows, schemas and windows comes to, as counts.txt has it.</summary>
    public ImmutableSortedDictionary<string, string> DataCounts { get; }

    /// <summary>What each configuration of the field's specifications comes to, as counts.txt has it.</summary>
    public ImmutableSortedDictionary<string, string> ReferenceCounts { get; }

    /// <summary>The module of the design.</summary>
    public string DesignModule => System.IO.Path.Join(Path, Design, "MergePipeline.tla");

    /// <summary>A configuration of the design.</summary>
    /// <param name="name">Its name.</param>
    public string DesignConfiguration(string name) => System.IO.Path.Join(Path, Design, $"MC_{name}.cfg");

    /// <summary>The module that is walked through at random.</summary>
    public string WalkModule => System.IO.Path.Join(Path, Design, "MergePipelineSim.tla");

    /// <summary>A configuration of it.</summary>
    /// <param name="name">Its name.</param>
    public string WalkConfiguration(string name) => System.IO.Path.Join(Path, Design, $"SIM_{name}.cfg");

    /// <summary>The module that judges a recorded run.</summary>
    public string TraceModule => System.IO.Path.Join(Path, Design, "MergePipelineTrace.tla");

    /// <summary>Its configuration.</summary>
    public string TraceConfiguration => System.IO.Path.Join(Path, Design, "Trace.cfg");

    /// <summary>A module of rows, schemas or windows.</summary>
    /// <param name="name">Its name.</param>
    public string DataModule(string name) => System.IO.Path.Join(Path, Data, name + ".tla");

    /// <summary>A configuration of such a module.</summary>
    /// <param name="name">The names of module and configuration, <c>_</c> between them.</param>
    public string DataConfiguration(string name) => System.IO.Path.Join(Path, Data, $"MC_{name}.cfg");

    /// <summary>A module of the field.</summary>
    /// <param name="name">Its name.</param>
    public string ReferenceModule(string name) => System.IO.Path.Join(Path, Reference, name + ".tla");

    /// <summary>A configuration of the field's.</summary>
    /// <param name="name">Its name.</param>
    public string ReferenceConfiguration(string name) => System.IO.Path.Join(Path, Reference, name + ".cfg");

    /// <summary>Opens a folder.</summary>
    /// <param name="path">The folder.</param>
    /// <exception cref="DirectoryNotFoundException">It is not there, or is not one with the specifications.</exception>
    public static SpecificationFolder Open(string path)
    {
        string full = System.IO.Path.GetFullPath(path);
        return IsOne(full)
            ? new SpecificationFolder(full)
            : throw new DirectoryNotFoundException($"{full}: no folder with the specifications: '{Design}/MergePipeline.tla', '{Data}' and '{Reference}' are expected in it");
    }

    /// <summary>Looks for the folder <c>specs</c> in some places, and in every folder above each.</summary>
    /// <param name="places">Where to begin, in this order.</param>
    /// <exception cref="DirectoryNotFoundException">There is none; the message names the places.</exception>
    public static SpecificationFolder Find(params ReadOnlySpan<string> places)
    {
        foreach (string place in places)
        {
            for (DirectoryInfo? folder = new(place); folder is not null; folder = folder.Parent)
            {
                string path = System.IO.Path.Join(folder.FullName, "specs");
                if (IsOne(path))
                {
                    return new SpecificationFolder(path);
                }
            }
        }

        throw new DirectoryNotFoundException(
            $"no folder 'specs' with the specifications above {string.Join(" or ", places.ToArray().Distinct())}; they are files of the repository: --specs DIR says where");
    }

    private static bool IsOne(string path) =>
        File.Exists(System.IO.Path.Join(path, Design, "MergePipeline.tla")) && Directory.Exists(System.IO.Path.Join(path, Reference))
        && Directory.Exists(System.IO.Path.Join(path, Data));

    // Lines "name: what it comes to", and comments.
    private ImmutableSortedDictionary<string, string> CountsIn(string folder) => NumberTable.Parse(File.ReadAllText(System.IO.Path.Join(Path, folder, "counts.txt")));
}
