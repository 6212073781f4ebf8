// 9c54e91191ad4901e39e84cd33f30a759329187d7c27966733c3ae5242d5271a
// Made by Tools/shaders; the first line is the SHA-256 of what it was made from. A list of name, words, bytes; a null name ends it.
    .section .rodata
name_above: .asciz "above"
    .balign 4
words_above: .incbin "spirv/above.spv"
end_above:
name_affine: .asciz "affine"
    .balign 4
words_affine: .incbin "spirv/affine.spv"
end_affine:
name_bilateral: .asciz "bilateral"
    .balign 4
words_bilateral: .incbin "spirv/bilateral.spv"
end_bilateral:
name_bilateralWide: .asciz "bilateralWide"
    .balign 4
words_bilateralWide: .incbin "spirv/bilateralWide.spv"
end_bilateralWide:
name_box: .asciz "box"
    .balign 4
words_box: .incbin "spirv/box.spv"
end_box:
name_convolve: .asciz "convolve"
    .balign 4
words_convolve: .incbin "spirv/convolve.spv"
end_convolve:
name_covered: .asciz "covered"
    .balign 4
words_covered: .incbin "spirv/covered.spv"
end_covered:
name_double: .asciz "double"
    .balign 4
words_double: .incbin "spirv/double.spv"
end_double:
name_edges: .asciz "edges"
    .balign 4
words_edges: .incbin "spirv/edges.spv"
end_edges:
name_extreme: .asciz "extreme"
    .balign 4
words_extreme: .incbin "spirv/extreme.spv"
end_extreme:
name_extremeShape: .asciz "extremeShape"
    .balign 4
words_extremeShape: .incbin "spirv/extremeShape.spv"
end_extremeShape:
name_extremeTable: .asciz "extremeTable"
    .balign 4
words_extremeTable: .incbin "spirv/extremeTable.spv"
end_extremeTable:
name_falloff: .asciz "falloff"
    .balign 4
words_falloff: .incbin "spirv/falloff.spv"
end_falloff:
name_ground: .asciz "ground"
    .balign 4
words_ground: .incbin "spirv/ground.spv"
end_ground:
name_halve: .asciz "halve"
    .balign 4
words_halve: .incbin "spirv/halve.spv"
end_halve:
name_key: .asciz "key"
    .balign 4
words_key: .incbin "spirv/key.spv"
end_key:
name_lattice: .asciz "lattice"
    .balign 4
words_lattice: .incbin "spirv/lattice.spv"
end_lattice:
name_layer: .asciz "layer"
    .balign 4
words_layer: .incbin "spirv/layer.spv"
end_layer:
name_luma: .asciz "luma"
    .balign 4
words_luma: .incbin "spirv/luma.spv"
end_luma:
name_means: .asciz "means"
    .balign 4
words_means: .incbin "spirv/means.spv"
end_means:
name_median: .asciz "median"
    .balign 4
words_median: .incbin "spirv/median.spv"
end_median:
name_moved: .asciz "moved"
    .balign 4
words_moved: .incbin "spirv/moved.spv"
end_moved:
name_placed: .asciz "placed"
    .balign 4
words_placed: .incbin "spirv/placed.spv"
end_placed:
name_repeated: .asciz "repeated"
    .balign 4
words_repeated: .incbin "spirv/repeated.spv"
end_repeated:
name_resize: .asciz "resize"
    .balign 4
words_resize: .incbin "spirv/resize.spv"
end_resize:
name_resizeWide: .asciz "resizeWide"
    .balign 4
words_resizeWide: .incbin "spirv/resizeWide.spv"
end_resizeWide:
name_spill: .asciz "spill"
    .balign 4
words_spill: .incbin "spirv/spill.spv"
end_spill:
name_sums: .asciz "sums"
    .balign 4
words_sums: .incbin "spirv/sums.spv"
end_sums:
name_table: .asciz "table"
    .balign 4
words_table: .incbin "spirv/table.spv"
end_table:
name_unsharp: .asciz "unsharp"
    .balign 4
words_unsharp: .incbin "spirv/unsharp.spv"
end_unsharp:
    .section .data.rel.ro, "aw"
    .balign 8
    .hidden cvulkan_shaders
    .global cvulkan_shaders
cvulkan_shaders:
    .quad name_above, words_above, end_above - words_above
    .quad name_affine, words_affine, end_affine - words_affine
    .quad name_bilateral, words_bilateral, end_bilateral - words_bilateral
    .quad name_bilateralWide, words_bilateralWide, end_bilateralWide - words_bilateralWide
    .quad name_box, words_box, end_box - words_box
    .quad name_convolve, words_convolve, end_convolve - words_convolve
    .quad name_covered, words_covered, end_covered - words_covered
    .quad name_double, words_double, end_double - words_double
    .quad name_edges, words_edges, end_edges - words_edges
    .quad name_extreme, words_extreme, end_extreme - words_extreme
    .quad name_extremeShape, words_extremeShape, end_extremeShape - words_extremeShape
    .quad name_extremeTable, words_extremeTable, end_extremeTable - words_extremeTable
    .quad name_falloff, words_falloff, end_falloff - words_falloff
    .quad name_ground, words_ground, end_ground - words_ground
    .quad name_halve, words_halve, end_halve - words_halve
    .quad name_key, words_key, end_key - words_key
    .quad name_lattice, words_lattice, end_lattice - words_lattice
    .quad name_layer, words_layer, end_layer - words_layer
    .quad name_luma, words_luma, end_luma - words_luma
    .quad name_means, words_means, end_means - words_means
    .quad name_median, words_median, end_median - words_median
    .quad name_moved, words_moved, end_moved - words_moved
    .quad name_placed, words_placed, end_placed - words_placed
    .quad name_repeated, words_repeated, end_repeated - words_repeated
    .quad name_resize, words_resize, end_resize - words_resize
    .quad name_resizeWide, words_resizeWide, end_resizeWide - words_resizeWide
    .quad name_spill, words_spill, end_spill - words_spill
    .quad name_sums, words_sums, end_sums - words_sums
    .quad name_table, words_table, end_table - words_table
    .quad name_unsharp, words_unsharp, end_unsharp - words_unsharp
    .quad 0, 0, 0
    .section .note.GNU-stack, "", %progbits
