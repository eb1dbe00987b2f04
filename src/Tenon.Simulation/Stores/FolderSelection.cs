using Tenon.Storage;

namespace Tenon.Simulation.Stores;

/// <summary>Which files below a folder a caller wants listed. Asks it once for each folder and each file, as a walk over folders does.</summary>
internal sealed class FolderSelection(string folder, ListOptions options)
{
    private readonly Dictionary<string, bool> _entered = new(StringComparer.Ordinal);

    public bool Takes(string path)
    {
        int name = path.LastIndexOf('/') + 1;
        return Enters(path[..Math.Max(0, name - 1)]) && options.TakeFile?.Invoke(path[name..]) != false;
    }

    private bool Enters(string path)
    {
        if (path.Length <= folder.Length)
        {
            return true;
        }

        if (!options.Recursive)
        {
            return false;
        }

        if (!_entered.TryGetValue(path, out bool isEntered))
        {
            int name = path.LastIndexOf('/') + 1;
            isEntered = Enters(path[..Math.Max(0, name - 1)]) && options.EnterFolder?.Invoke(path[name..]) != false;
            _entered.Add(path, isEntered);
        }

        return isEntered;
    }
}
