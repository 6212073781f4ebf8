// 79b3dd9a44ee427b99eb041409f404aac92ba3e5f644586a12883bc946db647b
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
name_areas: .asciz "areas"
    .balign 4
words_areas: .incbin "spirv/areas.spv"
end_areas:
name_betweentiles: .asciz "betweentiles"
    .balign 4
words_betweentiles: .incbin "spirv/betweentiles.spv"
end_betweentiles:
name_bilateral: .asciz "bilateral"
    .balign 4
words_bilateral: .incbin "spirv/bilateral.spv"
end_bilateral:
name_bilateralBytes: .asciz "bilateralBytes"
    .balign 4
words_bilateralBytes: .incbin "spirv/bilateralBytes.spv"
end_bilateralBytes:
name_bilateralWide: .asciz "bilateralWide"
    .balign 4
words_bilateralWide: .incbin "spirv/bilateralWide.spv"
end_bilateralWide:
name_blockshow: .asciz "blockshow"
    .balign 4
words_blockshow: .incbin "spirv/blockshow.spv"
end_blockshow:
name_blocksums: .asciz "blocksums"
    .balign 4
words_blocksums: .incbin "spirv/blocksums.spv"
end_blocksums:
name_box: .asciz "box"
    .balign 4
words_box: .incbin "spirv/box.spv"
end_box:
name_boxrun: .asciz "boxrun"
    .balign 4
words_boxrun: .incbin "spirv/boxrun.spv"
end_boxrun:
name_cannygradient: .asciz "cannygradient"
    .balign 4
words_cannygradient: .incbin "spirv/cannygradient.spv"
end_cannygradient:
name_cannypeaks: .asciz "cannypeaks"
    .balign 4
words_cannypeaks: .incbin "spirv/cannypeaks.spv"
end_cannypeaks:
name_convolve: .asciz "convolve"
    .balign 4
words_convolve: .incbin "spirv/convolve.spv"
end_convolve:
name_cornerbest: .asciz "cornerbest"
    .balign 4
words_cornerbest: .incbin "spirv/cornerbest.spv"
end_cornerbest:
name_cornercounts: .asciz "cornercounts"
    .balign 4
words_cornercounts: .incbin "spirv/cornercounts.spv"
end_cornercounts:
name_cornerlast: .asciz "cornerlast"
    .balign 4
words_cornerlast: .incbin "spirv/cornerlast.spv"
end_cornerlast:
name_cornermarks: .asciz "cornermarks"
    .balign 4
words_cornermarks: .incbin "spirv/cornermarks.spv"
end_cornermarks:
name_cornerpeaks: .asciz "cornerpeaks"
    .balign 4
words_cornerpeaks: .incbin "spirv/cornerpeaks.spv"
end_cornerpeaks:
name_cornerpick: .asciz "cornerpick"
    .balign 4
words_cornerpick: .incbin "spirv/cornerpick.spv"
end_cornerpick:
name_cornerties: .asciz "cornerties"
    .balign 4
words_cornerties: .incbin "spirv/cornerties.spv"
end_cornerties:
name_counts: .asciz "counts"
    .balign 4
words_counts: .incbin "spirv/counts.spv"
end_counts:
name_covered: .asciz "covered"
    .balign 4
words_covered: .incbin "spirv/covered.spv"
end_covered:
name_differs: .asciz "differs"
    .balign 4
words_differs: .incbin "spirv/differs.spv"
end_differs:
name_double: .asciz "double"
    .balign 4
words_double: .incbin "spirv/double.spv"
end_double:
name_drawacross: .asciz "drawacross"
    .balign 4
words_drawacross: .incbin "spirv/drawacross.spv"
end_drawacross:
name_drawdown: .asciz "drawdown"
    .balign 4
words_drawdown: .incbin "spirv/drawdown.spv"
end_drawdown:
name_edges: .asciz "edges"
    .balign 4
words_edges: .incbin "spirv/edges.spv"
end_edges:
name_equalize: .asciz "equalize"
    .balign 4
words_equalize: .incbin "spirv/equalize.spv"
end_equalize:
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
name_fast: .asciz "fast"
    .balign 4
words_fast: .incbin "spirv/fast.spv"
end_fast:
name_fill: .asciz "fill"
    .balign 4
words_fill: .incbin "spirv/fill.spv"
end_fill:
name_flatten: .asciz "flatten"
    .balign 4
words_flatten: .incbin "spirv/flatten.spv"
end_flatten:
name_gather: .asciz "gather"
    .balign 4
words_gather: .incbin "spirv/gather.spv"
end_gather:
name_ground: .asciz "ground"
    .balign 4
words_ground: .incbin "spirv/ground.spv"
end_ground:
name_halve: .asciz "halve"
    .balign 4
words_halve: .incbin "spirv/halve.spv"
end_halve:
name_harris: .asciz "harris"
    .balign 4
words_harris: .incbin "spirv/harris.spv"
end_harris:
name_harrisgradient: .asciz "harrisgradient"
    .balign 4
words_harrisgradient: .incbin "spirv/harrisgradient.spv"
end_harrisgradient:
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
name_learn: .asciz "learn"
    .balign 4
words_learn: .incbin "spirv/learn.spv"
end_learn:
name_look: .asciz "look"
    .balign 4
words_look: .incbin "spirv/look.spv"
end_look:
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
name_movelight: .asciz "movelight"
    .balign 4
words_movelight: .incbin "spirv/movelight.spv"
end_movelight:
name_moving: .asciz "moving"
    .balign 4
words_moving: .incbin "spirv/moving.spv"
end_moving:
name_nlm: .asciz "nlm"
    .balign 4
words_nlm: .incbin "spirv/nlm.spv"
end_nlm:
name_otsu: .asciz "otsu"
    .balign 4
words_otsu: .incbin "spirv/otsu.spv"
end_otsu:
name_outline: .asciz "outline"
    .balign 4
words_outline: .incbin "spirv/outline.spv"
end_outline:
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
name_settled: .asciz "settled"
    .balign 4
words_settled: .incbin "spirv/settled.spv"
end_settled:
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
name_tiletable: .asciz "tiletable"
    .balign 4
words_tiletable: .incbin "spirv/tiletable.spv"
end_tiletable:
name_turned: .asciz "turned"
    .balign 4
words_turned: .incbin "spirv/turned.spv"
end_turned:
name_unite: .asciz "unite"
    .balign 4
words_unite: .incbin "spirv/unite.spv"
end_unite:
name_unsharp: .asciz "unsharp"
    .balign 4
words_unsharp: .incbin "spirv/unsharp.spv"
end_unsharp:
name_warp: .asciz "warp"
    .balign 4
words_warp: .incbin "spirv/warp.spv"
end_warp:
    .section .data.rel.ro, "aw"
    .balign 8
    .hidden cvulkan_shaders
    .global cvulkan_shaders
cvulkan_shaders:
    .quad name_above, words_above, end_above - words_above
    .quad name_affine, words_affine, end_affine - words_affine
    .quad name_areas, words_areas, end_areas - words_areas
    .quad name_betweentiles, words_betweentiles, end_betweentiles - words_betweentiles
    .quad name_bilateral, words_bilateral, end_bilateral - words_bilateral
    .quad name_bilateralBytes, words_bilateralBytes, end_bilateralBytes - words_bilateralBytes
    .quad name_bilateralWide, words_bilateralWide, end_bilateralWide - words_bilateralWide
    .quad name_blockshow, words_blockshow, end_blockshow - words_blockshow
    .quad name_blocksums, words_blocksums, end_blocksums - words_blocksums
    .quad name_box, words_box, end_box - words_box
    .quad name_boxrun, words_boxrun, end_boxrun - words_boxrun
    .quad name_cannygradient, words_cannygradient, end_cannygradient - words_cannygradient
    .quad name_cannypeaks, words_cannypeaks, end_cannypeaks - words_cannypeaks
    .quad name_convolve, words_convolve, end_convolve - words_convolve
    .quad name_cornerbest, words_cornerbest, end_cornerbest - words_cornerbest
    .quad name_cornercounts, words_cornercounts, end_cornercounts - words_cornercounts
    .quad name_cornerlast, words_cornerlast, end_cornerlast - words_cornerlast
    .quad name_cornermarks, words_cornermarks, end_cornermarks - words_cornermarks
    .quad name_cornerpeaks, words_cornerpeaks, end_cornerpeaks - words_cornerpeaks
    .quad name_cornerpick, words_cornerpick, end_cornerpick - words_cornerpick
    .quad name_cornerties, words_cornerties, end_cornerties - words_cornerties
    .quad name_counts, words_counts, end_counts - words_counts
    .quad name_covered, words_covered, end_covered - words_covered
    .quad name_differs, words_differs, end_differs - words_differs
    .quad name_double, words_double, end_double - words_double
    .quad name_drawacross, words_drawacross, end_drawacross - words_drawacross
    .quad name_drawdown, words_drawdown, end_drawdown - words_drawdown
    .quad name_edges, words_edges, end_edges - words_edges
    .quad name_equalize, words_equalize, end_equalize - words_equalize
    .quad name_extreme, words_extreme, end_extreme - words_extreme
    .quad name_extremeShape, words_extremeShape, end_extremeShape - words_extremeShape
    .quad name_extremeTable, words_extremeTable, end_extremeTable - words_extremeTable
    .quad name_falloff, words_falloff, end_falloff - words_falloff
    .quad name_fast, words_fast, end_fast - words_fast
    .quad name_fill, words_fill, end_fill - words_fill
    .quad name_flatten, words_flatten, end_flatten - words_flatten
    .quad name_gather, words_gather, end_gather - words_gather
    .quad name_ground, words_ground, end_ground - words_ground
    .quad name_halve, words_halve, end_halve - words_halve
    .quad name_harris, words_harris, end_harris - words_harris
    .quad name_harrisgradient, words_harrisgradient, end_harrisgradient - words_harrisgradient
    .quad name_key, words_key, end_key - words_key
    .quad name_lattice, words_lattice, end_lattice - words_lattice
    .quad name_layer, words_layer, end_layer - words_layer
    .quad name_learn, words_learn, end_learn - words_learn
    .quad name_look, words_look, end_look - words_look
    .quad name_luma, words_luma, end_luma - words_luma
    .quad name_means, words_means, end_means - words_means
    .quad name_median, words_median, end_median - words_median
    .quad name_moved, words_moved, end_moved - words_moved
    .quad name_movelight, words_movelight, end_movelight - words_movelight
    .quad name_moving, words_moving, end_moving - words_moving
    .quad name_nlm, words_nlm, end_nlm - words_nlm
    .quad name_otsu, words_otsu, end_otsu - words_otsu
    .quad name_outline, words_outline, end_outline - words_outline
    .quad name_placed, words_placed, end_placed - words_placed
    .quad name_repeated, words_repeated, end_repeated - words_repeated
    .quad name_resize, words_resize, end_resize - words_resize
    .quad name_resizeWide, words_resizeWide, end_resizeWide - words_resizeWide
    .quad name_settled, words_settled, end_settled - words_settled
    .quad name_spill, words_spill, end_spill - words_spill
    .quad name_sums, words_sums, end_sums - words_sums
    .quad name_table, words_table, end_table - words_table
    .quad name_tiletable, words_tiletable, end_tiletable - words_tiletable
    .quad name_turned, words_turned, end_turned - words_turned
    .quad name_unite, words_unite, end_unite - words_unite
    .quad name_unsharp, words_unsharp, end_unsharp - words_unsharp
    .quad name_warp, words_warp, end_warp - words_warp
    .quad 0, 0, 0
    .section .note.GNU-stack, "", %progbits
