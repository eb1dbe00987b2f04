using System.Collections.Immutable;
using Tenon.Pipeline.Inputs;
using Tenon.Pipeline.Merging;
using Tenon.Pipeline.Tests.Support;
using Tenon.Storage.Local;

namespace Tenon.Pipeline.Tests.Inputs;

public sealed class InputDiscoveryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task In_folders_parquet_files_are_taken_but_not_hidden_ones_nor_those_of_other_systems()
    {
        Touch("b.parquet", "a.parquet", ".hidden.parquet", "_metadata.parquet", "notes.txt", "c.parquet.tmp", ".tenon/x.parquet", "_delta_log/y.parquet", "below/z.parquet");
        Assert.Equal(["a.parquet", "b.parquet"], await FindAsync(recursive: false, ""));
        Assert.Equal(["a.parquet", "b.parquet", "below/z.parquet"], await FindAsync(recursive: true, ""));
    }

    [Fact]
    public async Task Files_come_once_and_in_ordinal_order_whatever_the_order_and_overlap_of_the_paths()
    {
        Touch("a10.parquet", "a2.parquet", "B.parquet", "x/a.parquet");
        string[] expected = ["B.parquet", "a10.parquet", "a2.parquet", "x/a.parquet"];
        Assert.Equal(expected, await FindAsync(recursive: false, "x", "a2.parquet", "", "./a2.parquet"));
    }

    [Fact]
    public async Task A_file_that_is_named_is_taken_whatever_its_name()
    {
        Touch("data.bin");
        Assert.Equal(["data.bin"], await FindAsync(recursive: false, "data.bin"));
    }

    [Theory]
    [InlineData("", "a=1/b=2/f.parquet", "a=1/b=2")]
    [InlineData("a=1", "a=1/b=2/f.parquet", "a=1/b=2")]
    [InlineData("a=1/b=2", "a=1/b=2/f.parquet", "a=1/b=2")]
    [InlineData("a=1/b=2/f.parquet", "a=1/b=2/f.parquet", "a=1/b=2")]
    [InlineData("", "x/a=1/y/f.parquet", "a=1")]
    [InlineData("", "_p=1/f.parquet", "_p=1")]
    [InlineData("", "x/f.parquet", "")]
    public async Task F69_Folders_named_key_value_make_the_scope_also_those_of_the_path_that_was_given(string given, string file, string scope)
    {
        Touch(file);
        InputFile found = Assert.Single(await Discovery(inPlace: false).FindAsync([_folder[given]], recursive: true, default));
        Assert.Equal(scope, found.Scope.Path);
    }

    [Fact]
    public async Task In_place_scopes_and_paths_are_relative_to_the_folder_that_is_compacted()
    {
        Touch("a=1/b=2/f.parquet");
        var target = new LocalFileStore(_folder["a=1"]);
        InputFile found = Assert.Single(await new InputDiscovery(target, inPlace: true).FindAsync([_folder["a=1"]], recursive: true, default));
        Assert.Equal(("b=2", "b=2/f.parquet", true), (found.Scope.Path, found.Path, found.IsOwned));
    }

    [Fact]
    public async Task F68_A_name_with_a_control_character_is_refused()
    {
        Touch("a=1\n/f.parquet");
        var refused = await Assert.ThrowsAsync<InputRefusedException>(() => Discovery(inPlace: false).FindAsync([_folder.Path], recursive: true, default).AsTask());
        Assert.Contains("control character", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_path_that_does_not_exist_is_refused_by_name()
    {
        var refused = await Assert.ThrowsAsync<InputRefusedException>(() => FindAsync(recursive: false, "nothing"));
        Assert.Contains("nothing does not exist", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Links_to_folders_are_not_followed_because_they_may_form_a_circle()
    {
        Touch("x/f.parquet");
        Directory.CreateSymbolicLink(_folder["x/circle"], _folder["x"]);
        Assert.Equal(["x/f.parquet"], await FindAsync(recursive: true, ""));
    }

    private InputDiscovery Discovery(bool inPlace) => new(new LocalFileStore(_folder["merged"]), inPlace);

    private async Task<string[]> FindAsync(bool recursive, params string[] paths)
    {
        ImmutableArray<InputFile> found = await Discovery(inPlace: false).FindAsync([.. paths.Select(path => _folder[path])], recursive, default);
        return [.. found.Select(file => Path.GetRelativePath(_folder.Path, file.Path))];
    }

    private void Touch(params string[] relativePaths)
    {
        foreach (string path in relativePaths)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_folder[path])!);
            File.WriteAllText(_folder[path], path);
        }
    }
}
