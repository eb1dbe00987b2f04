using Tenon.Splits;
using Tenon.Storage;

namespace Tenon.Pipeline.Inputs;

/// <summary>A file that was found where the user said.</summary>
/// <param name="Store">Where its bytes are.</param>
/// <param name="Key">Its key there.</param>
/// <param name="Path">Its name in the metastore: relative to the target if it is <see cref="IsOwned"/>, else the full path.</param>
/// <param name="IsOwned">Whether the target may move and delete it.</param>
/// <param name="Scope">Files merge only within one.</param>
/// <param name="Info">What the store told.</param>
public sealed record InputFile(IObjectStore Store, ObjectKey Key, string Path, bool IsOwned, SplitScope Scope, ObjectInfo Info);
