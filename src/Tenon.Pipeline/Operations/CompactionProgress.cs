using Tenon.Pipeline.Merging;

namespace Tenon.Pipeline.Operations;

/// <summary>How far a run is.</summary>
/// <param name="Scope">The scope under way; empty for the root.</param>
/// <param name="FilesDone">Input files of operations that have ended.</param>
/// <param name="FilesTotal">Input files of the run.</param>
/// <param name="FilesNow">Input files of the operation under way.</param>
/// <param name="BytesDone">Input bytes of operations that have ended.</param>
/// <param name="BytesTotal">Input bytes of the run.</param>
/// <param name="BytesNow">Input bytes of the operation under way.</param>
/// <param name="Step">How far the operation under way is.</param>
public readonly record struct CompactionProgress(
    string Scope, int FilesDone, int FilesTotal, int FilesNow, long BytesDone, long BytesTotal, long BytesNow, MergeStep Step);
