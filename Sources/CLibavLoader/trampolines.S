// A trampoline for each function of functions.inc: jumps through its slot, which at first leads to the binding. The names are hidden, so that libav itself,
// once loaded, calls its own functions and not these. Functions that are missing in the list are bound at the start, as ever, and so are all of them where
// there is no code for the processor.
#if defined(__x86_64__) && defined(__linux__)

    .section .data.rel.libav_slots, "aw", @progbits
    .balign 8
    .globl libav_slots
    .hidden libav_slots
libav_slots:
#define F(name) slot_##name: .quad bind_##name;
#include "functions.inc"
#undef F

    .text
#define F(name)                          \
    .globl name;                         \
    .hidden name;                        \
    .type name, @function;               \
name:                                    \
    jmp *slot_##name(%rip);              \
bind_##name:                             \
    leaq slot_##name(%rip), %r11;        \
    jmp bind;                            \
    .size name, . - name;
#include "functions.inc"
#undef F

// Keeps what a call may hold (System V ABI: six integers, eight vectors, the count of the latter), binds, and goes on to the function.
    .type bind, @function
bind:
    pushq %rbp
    movq %rsp, %rbp
    andq $-16, %rsp
    subq $192, %rsp
    movups %xmm0, (%rsp)
    movups %xmm1, 16(%rsp)
    movups %xmm2, 32(%rsp)
    movups %xmm3, 48(%rsp)
    movups %xmm4, 64(%rsp)
    movups %xmm5, 80(%rsp)
    movups %xmm6, 96(%rsp)
    movups %xmm7, 112(%rsp)
    movq %rdi, 128(%rsp)
    movq %rsi, 136(%rsp)
    movq %rdx, 144(%rsp)
    movq %rcx, 152(%rsp)
    movq %r8, 160(%rsp)
    movq %r9, 168(%rsp)
    movq %rax, 176(%rsp)
    movq %r11, %rdi
    call libav_bind
    movq %rax, %r11
    movups (%rsp), %xmm0
    movups 16(%rsp), %xmm1
    movups 32(%rsp), %xmm2
    movups 48(%rsp), %xmm3
    movups 64(%rsp), %xmm4
    movups 80(%rsp), %xmm5
    movups 96(%rsp), %xmm6
    movups 112(%rsp), %xmm7
    movq 128(%rsp), %rdi
    movq 136(%rsp), %rsi
    movq 144(%rsp), %rdx
    movq 152(%rsp), %rcx
    movq 160(%rsp), %r8
    movq 168(%rsp), %r9
    movq 176(%rsp), %rax
    leave
    jmp *%r11
    .size bind, . - bind
#endif
    .section .note.GNU-stack, "", @progbits
